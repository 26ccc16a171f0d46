"""One is told before sending that somebody will not read it, or that a name calls nobody."""

from playwright.async_api import expect

from tests.browser import rich_room, server_actions
from tests.browser.sizes import SIZES


def warning(person, form="composer"):
    return person.page.locator(f"#{form}-warning")


@SIZES
async def test_a_name_that_calls_nobody_is_told_before_sending(open_room, create_people, options):
    _room, ada, bob = await open_room("Ada", "Bob", options=options)
    [eve] = await create_people("Eve")
    await bob.composer.fill(f"@nobody @{eve.username} and @{ada.username}, @everyone")
    await expect(warning(bob)).to_have_text(
        f"Nobody is called @nobody. @{eve.username} is not in this room and will not be told. "
        "Only moderators can call everyone: @everyone will call nobody."
    )
    await expect(warning(bob)).to_have_role("status")
    await bob.composer.fill("`@nobody` is code")
    await expect(warning(bob)).to_be_hidden()
    await bob.composer.fill("@nobody again")
    await expect(warning(bob)).to_have_text("Nobody is called @nobody.")
    await bob.composer.press("Enter")
    await bob.sees("@nobody again")
    await expect(warning(bob)).to_be_hidden()


@SIZES
async def test_writing_to_a_deactivated_person_is_told_before_sending(open_room, live_site, options):
    room, ada, bob = await open_room("Ada", "Bob", options=options)
    direct = await live_site.call(server_actions.create_direct, ada.id, bob.id)
    await bob.enters(direct)
    await expect(warning(bob)).to_be_hidden()
    await live_site.call(rich_room.set_active, ada.id, False)
    ada.errors.allow("")
    text = "Ada will not read this: the account is deactivated."
    await expect(warning(bob)).to_have_text(text)
    await bob.page.reload()
    await expect(warning(bob)).to_have_text(text)
    await bob.is_online()
    await bob.enters(room.id)
    await expect(warning(bob)).to_be_hidden()
    await bob.composer.fill(f"@{ada.username} hello")
    await expect(warning(bob)).to_have_text(f"@{ada.username} is deactivated and will not be told.")
    await live_site.call(rich_room.set_active, ada.id, True)
    await bob.enters(direct)
    await expect(warning(bob)).to_be_hidden()


@SIZES
async def test_a_room_that_is_archived_says_so_in_place_of_the_composer(open_room, live_site, options):
    room, ada, bob = await open_room("Ada", "Bob", options=options)
    await bob.composer.fill("half a sentence")
    await live_site.call(server_actions.archive, room.id, ada.id)
    bar = bob.page.locator("#archived-bar")
    await expect(bar).to_be_visible()
    await expect(bar).to_have_role("status")
    await expect(bob.composer).to_be_hidden()


async def test_the_composer_of_a_thread_tells_it_too(open_room, live_site):
    room, ada, bob = await open_room("Ada", "Bob", enter=False)
    await live_site.call(rich_room.furnish, room.id, ada.id, bob.id)
    await bob.enters(room.id)
    await bob.page.locator("#rows .thread-line").locator("visible=true").click()
    await bob.page.locator("#thread-input").fill("@nobody at all")
    await expect(warning(bob, "thread")).to_have_text("Nobody is called @nobody.")
