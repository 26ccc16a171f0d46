"""The first paint of a page is its final layout: nothing moves when scripts, pictures and answers arrive."""

import pytest
from playwright.async_api import expect

from tests.browser import layout_shift, rich_room, server_actions
from tests.browser.sizes import DESKTOP, SIZES

MOST = 0.02
TALL_DRAFT = "\n".join(f"line {number} of a draft" for number in range(8))


@pytest.fixture
def furnished_room(open_room, live_site):
    """Return a function that opens a room with one of everything, for somebody who has not read it."""

    async def make(options, **fields):
        room, ada, bob = await open_room("Ada", "Bob", enter=False, options=options, **fields)
        await live_site.call(server_actions.rename, ada.id, rich_room.LONG_NAME)
        await live_site.call(rich_room.furnish, room.id, ada.id, bob.id)
        await layout_shift.watch(bob.page)
        return room, ada, bob

    return make


async def stays(person, path, *, online=True, at_end=True):
    """Load a page as on a first visit and from the cache, and check that nothing moves."""
    for load in (layout_shift.loads_after_the_first_paint, loads):
        await load(person, path)
        if online:
            await person.is_online()
        found = await layout_shift.measured(person.page)
        assert (path, found["sum"] < MOST, found["moved"]) == (path, True, found["moved"])
        assert not at_end or await person.page.evaluate("hiddenPixels") < 1


async def loads(person, path):
    await person.goes_to(path)


@SIZES
async def test_a_room_does_not_move_while_it_loads(furnished_room, options):
    room, _ada, bob = await furnished_room(options, topic="A topic that is too long for its line " * 5)
    await stays(bob, f"/rooms/{room.id}/")


@SIZES
async def test_a_room_with_a_long_draft_does_not_move_while_it_loads(furnished_room, options):
    room, _ada, bob = await furnished_room(options)
    await bob.enters(room.id)
    await bob.composer.fill(TALL_DRAFT)
    await stays(bob, f"/rooms/{room.id}/")
    await expect(bob.composer).to_have_value(TALL_DRAFT)


@SIZES
async def test_a_draft_that_only_the_server_knows_does_not_move_a_room_while_it_loads(
    furnished_room, live_site, options
):
    room, ada, bob = await furnished_room(options)
    seqs = await live_site.call(server_actions.say, room.id, [(ada.id, "tea?")])
    await live_site.call(server_actions.save_draft, room.id, bob.id, TALL_DRAFT, reply_to_seq=seqs[0])
    await stays(bob, f"/rooms/{room.id}/")
    await expect(bob.composer).to_have_value(TALL_DRAFT)
    await expect(bob.page.locator("#composer [data-part=context-text]")).to_contain_text("tea?")
    await expect(bob.page.locator("body[data-complete]")).to_have_count(1)
    await bob.composer.fill("")
    await bob.composer.blur()
    await bob.page.reload()
    await expect(bob.composer).to_have_value("")


async def test_a_room_beside_the_open_member_list_does_not_move_while_it_loads(furnished_room):
    room, _ada, bob = await furnished_room(DESKTOP)
    await bob.enters(room.id)
    await bob.page.locator("[data-action=toggle-members]").click()
    await expect(bob.page.locator("#members")).to_be_visible()
    await stays(bob, f"/rooms/{room.id}/")
    await expect(bob.page.locator("#members .person")).to_have_count(2)
    await bob.page.locator("[data-action=toggle-members]").click()
    await expect(bob.page.locator("#members")).to_be_hidden()


@SIZES
async def test_other_pages_do_not_move_while_they_load(furnished_room, live_site, options):
    room, ada, bob = await furnished_room(options)
    direct = await live_site.call(server_actions.create_direct, ada.id, bob.id)
    foreign = await live_site.call(server_actions.create_room, f"Foreign {room.id}", [ada.id])
    quiet = await live_site.call(server_actions.create_room, f"Quiet {room.id}", [bob.id])
    chat = [f"/rooms/{each}/" for each in (direct, foreign, quiet)]
    await stays(bob, f"/rooms/{room.id}/at/20/", at_end=False)
    for path in (*chat, "/catch-up/", "/threads/", "/saved/", "/search?q=line", "/search?q="):
        await stays(bob, path)
    for path in ("/rooms/", "/rooms/new/", "/people/", "/profile/", f"/rooms/{quiet}/settings/"):
        await stays(bob, path, online=False)


@SIZES
async def test_pages_for_strangers_do_not_move_while_they_load(visit, live_site, options):
    eve = await visit(live_site.url, name="Eve", options=options)
    await layout_shift.watch(eve.page)
    for path in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"):
        await stays(eve, path, online=False)


@SIZES
async def test_polls_mentions_and_buttons_look_final_before_the_scripts_arrive(furnished_room, options):
    room, _ada, bob = await furnished_room(options)
    first = await layout_shift.loads_after_the_first_paint(bob, f"/rooms/{room.id}/")
    await bob.is_online()
    await bob.watches()
    await layout_shift.measured(bob.page)
    after = await bob.page.evaluate(layout_shift.LOOK)
    for parts in (".poll", "#composer", "#record", ".mention", "#timeline-start"):
        shown = [each for each in after if parts in each]
        assert shown
        assert [each for each in first if parts in each] == shown
