"""Reading: marking everything as read, pins, saved messages, threads and the catch-up view."""

import asyncio

import pytest
from playwright.async_api import expect

from tests.browser import server_actions
from tests.browser.person import retry_until_it_passes


async def opens_thread(person, text):
    await person.chooses("open-thread", text)
    await expect(person.page.locator("#thread")).to_be_visible()
    await expect(person.page.locator("#thread-root [data-part=body]")).to_have_text(text)


async def replies(person, text):
    await person.page.locator("#thread-input").fill(text)
    await person.page.locator("#thread-input").press("Enter")


def reply(person, text):
    return person.page.locator("#thread-rows .message[data-seq]").filter(has_text=text)


def view(person, name):
    return person.page.locator(f".sidebar a[data-view={name}]")


async def test_marking_everything_as_read_can_be_undone(open_room, live_site):
    _attic, ada, bob = await open_room("Ada", "Bob")
    cellar = f"Cellar of {bob.username}"
    room = await live_site.call(server_actions.create_room, cellar, [bob.id, ada.id])
    await live_site.call(server_actions.say, room, [(ada.id, "one"), (ada.id, f"@{bob.username} two")])
    await expect(bob.count_of(cellar)).to_have_text("1")
    assert (await bob.page.locator("#favicon").get_attribute("href")).startswith("data:image/svg+xml")
    await bob.presses("Shift+Escape")
    await expect(bob.count_of(cellar)).to_be_hidden()
    assert (await bob.page.locator("#favicon").get_attribute("href")).endswith(".svg")
    await bob.toast.get_by_role("button", name="Undo").click()
    await expect(bob.count_of(cellar)).to_have_text("1")


async def test_a_pinned_message_is_listed_for_the_whole_room(open_room):
    _room, ada, bob = await open_room("Ada", "Bob", lines=[(1, "the door code is 4711"), (0, "thanks")])
    await ada.chooses("pin", "the door code is 4711")
    await expect(bob.message("the door code is 4711").locator("[data-part=pinned]")).to_be_visible()
    for each in (ada, bob):
        await each.page.locator("[data-action=toggle-pins]").click()
        await expect(each.page.locator("#pin-list .item")).to_contain_text("the door code is 4711")
    await expect(bob.page.locator("#pins [data-action=unpin]")).to_have_count(0)
    await ada.page.locator("#pins [data-action=unpin]").click()
    for each in (ada, bob):
        await expect(each.page.locator("#pins-empty")).to_be_visible()
    await bob.presses("Escape")
    await expect(bob.page.locator("[data-part=pinned]:visible")).to_have_count(0)


async def test_a_saved_message_is_listed_in_every_tab(open_room):
    room, _ada, bob = await open_room("Ada", "Bob", lines=[(0, "read this later"), (0, "not this")])
    other = await bob.another_tab()
    await other.goes_to("/saved/")
    await expect(other.page.locator("#view-body h2")).to_have_text("Nothing saved yet")
    await bob.chooses("save", "read this later")
    await expect(bob.toast).to_contain_text("Saved for you")
    await expect(other.page.locator("#view-body .item")).to_contain_text("read this later")
    await other.page.locator("#view-body .item__time").click()
    await other.is_in(room.name)
    await other.sees("read this later")
    await view(bob, "saved").click()
    await bob.page.locator("#view-body [data-action=unsave]").click()
    await expect(bob.page.locator("#view-body .item")).to_have_count(0)
    await bob.opens(room.name)
    await bob.sees("not this")


async def test_an_answer_is_not_shown_after_a_newer_one(open_room):
    _room, _ada, bob = await open_room("Ada", "Bob", lines=[(0, "read this later")])
    other = await bob.another_tab()
    await other.goes_to("/catch-up/")
    asked, old = asyncio.Event(), asyncio.Event()

    async def holds_the_first(route):
        answer = await route.fetch()
        if not asked.is_set():
            asked.set()
            await old.wait()
        await route.fulfill(response=answer)

    await other.page.route("**/api/v1/saved?*", holds_the_first)
    await view(other, "saved").click()
    await asked.wait()
    await bob.chooses("save", "read this later")
    await expect(other.page.locator("#view-body .item")).to_contain_text("read this later")
    async with other.page.expect_response("**/api/v1/saved?*"):
        old.set()
    await other.page.evaluate("new Promise(requestAnimationFrame)")
    await expect(other.page.locator("#view-body .item")).to_contain_text("read this later")


async def test_a_thread_opens_beside_the_room_and_notifies_its_followers(open_room):
    room, ada, bob, cy = await open_room("Ada", "Bob", "Cy", lines=[(0, "lunch?"), (1, "soup again")])
    await opens_thread(bob, "lunch?")
    await replies(bob, "gladly")
    await expect(reply(bob, "gladly")).to_be_visible()
    for each in (ada, cy):
        await expect(each.message("lunch?").locator("[data-part=thread-count]")).to_have_text("1 reply")
        await each.does_not_see("gladly")
    await expect(view(ada, "threads").locator("[data-part=count]")).to_have_text("1")
    await expect(view(cy, "threads").locator("[data-part=count]")).to_be_hidden()
    await expect(cy.count_of(room.name)).to_be_hidden()

    await ada.message("lunch?").locator("[data-part=thread]").click()
    await expect(reply(ada, "gladly")).to_be_visible()
    await expect(view(ada, "threads").locator("[data-part=count]")).to_be_hidden()
    await ada.page.locator("#thread-also").check()
    await replies(ada, "at noon then")
    await expect(reply(bob, "at noon then")).to_be_visible()
    await cy.sees("at noon then")
    await expect(cy.message("lunch?").locator("[data-part=thread-count]")).to_have_text("2 replies")


async def test_followed_threads_are_listed_and_link_to_their_messages(open_room, live_site):
    room, ada, bob = await open_room("Ada", "Bob", lines=[(0, "lunch?")])
    await opens_thread(bob, "lunch?")
    await replies(bob, "gladly")
    await expect(reply(bob, "gladly")).to_be_visible()
    await view(ada, "threads").click()
    entry = ada.page.locator("#view-body > .items > .item")
    await expect(entry).to_contain_text("1 new reply")
    await entry.locator("[data-action=open]").click()
    await ada.is_in(room.name)
    await expect(reply(ada, "gladly")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 380])
async def test_the_catch_up_view_is_read_group_by_group(open_room, live_site, width):
    attic, ada, bob = await open_room("Ada", "Bob", options={"viewport": {"width": width, "height": 800}}, enter=False)
    cellar = await live_site.call(server_actions.create_room, f"Cellar of {bob.username}", [bob.id, ada.id])
    await bob.goes_to("/saved/")
    await bob.presses("Shift+Escape")
    await expect(bob.toast).to_be_visible()
    for at, text in ((attic.id, "hello all"), (cellar, f"@{bob.username} come down")):
        await live_site.call(server_actions.say, at, [(ada.id, text)])
    await bob.presses("Alt+Shift+U")
    await expect(bob.page.locator("#view-title")).to_have_text("Catch up")
    groups = bob.page.locator("section.group")
    await expect(groups).to_have_count(2)
    await expect(groups.filter(has_text="come down").locator("[data-part=reason]")).to_have_text("mentions you")
    await groups.filter(has_text="hello all").locator("[data-action=read]").click()
    await expect(groups).to_have_count(1)
    await groups.locator("[data-action=read]").click()
    await expect(bob.page.locator("#view-body h2")).to_have_text("You are all caught up")

    async def nothing_is_unread():
        assert await bob.page.title() == (await bob.page.title()).lstrip("(")

    await retry_until_it_passes(nothing_is_unread)


async def test_an_open_view_marks_nothing_of_the_room_as_read_and_back_returns_to_the_room(open_room):
    room, ada, bob = await open_room("Ada", "Bob")
    await view(bob, "catch-up").click()
    await expect(bob.page.locator("#view-body h2")).to_be_visible()
    await ada.writes("are you there?")
    await expect(bob.count_of(room.name)).to_have_text("1")
    await expect(bob.page.locator("section.group")).to_contain_text("are you there?")
    await bob.page.go_back()
    await bob.sees("are you there?")
    await expect(bob.count_of(room.name)).to_be_hidden()


async def test_a_link_to_a_reply_opens_its_thread(open_room, live_site):
    room, ada, bob = await open_room("Ada", "Bob", lines=[(0, "lunch?")])
    await opens_thread(bob, "lunch?")
    await replies(bob, "gladly")
    seq = await reply(bob, "gladly").get_attribute("data-seq")
    await ada.goes_to(f"/rooms/{room.id}/at/{seq}/")
    await expect(reply(ada, "gladly")).to_be_visible()


async def test_on_a_narrow_screen_a_view_opens_from_the_drawer_and_closes_it(open_room):
    room, _ada, bob = await open_room("Ada", "Bob", options={"viewport": {"width": 380, "height": 700}})
    await bob.page.locator("#room-head [data-action=open-drawer]").click()
    await view(bob, "saved").click()
    await expect(bob.page.locator("#view-title")).to_have_text("Saved")
    await expect(bob.page.locator("#scrim")).to_be_hidden()
    await bob.page.locator("#view [data-action=open-drawer]").click()
    await bob.opens(room.name)
