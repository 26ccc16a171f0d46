"""The dots of people on the screen follow their presence; people out of sight have none."""

import json

import pytest_asyncio
from playwright.async_api import Locator, WebSocketRoute, expect

from tests.browser import server_actions
from tests.browser.person import Person, retry_until_it_passes

TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def dot_in_sidebar(page: Person, person: Person) -> Locator:
    return page.entry(person.name).locator(".presence")


def dot_in_timeline(page: Person, text: str) -> Locator:
    return page.message(text).locator(".presence")


def dot_in_panel(page: Person, person: Person) -> Locator:
    return page.page.locator(f"#members [data-user-id='{person.id}'] .presence")


async def chooses_status(person: Person, status: str) -> None:
    await person.page.locator("[popovertarget=profile-menu]").click()
    await person.page.locator(f"#profile-menu [data-status-choice={status}]").click()
    await person.presses("Escape")


async def are(dots: list[Locator], status: str) -> None:
    for dot in dots:
        await expect(dot).to_have_attribute("data-status", status)


async def scrolls_to(person: Person, text: str) -> None:
    """Scroll to a message, again if the list was at its end and changed its height at the same time."""

    async def scrolls() -> None:
        await person.message(text).scroll_into_view_if_needed()
        await person.page.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        await expect(person.message(text)).to_be_in_viewport(timeout=1_000)

    await retry_until_it_passes(scrolls)


@pytest_asyncio.fixture(loop_scope="package")
async def looking(open_room, live_site):
    """Ada looks at Bob in the sidebar, the timeline and the member panel."""
    room, ada, bob = await open_room("Ada", "Bob", lines=[(1, "hello")], enter=False)
    await live_site.call(server_actions.create_direct, ada.id, bob.id)
    await bob.enters(room.id)
    await ada.enters(room.id)
    await ada.page.locator("[data-action=toggle-members]").click()
    return room, ada, bob


def dots_of(ada: Person, bob: Person) -> list[Locator]:
    return [dot_in_sidebar(ada, bob), dot_in_timeline(ada, "hello"), dot_in_panel(ada, bob)]


async def test_every_dot_changes(looking):
    _room, ada, bob = looking
    dots = dots_of(ada, bob)
    await are(dots, "online")
    for status in ("away", "online"):
        await chooses_status(bob, status)
        await are(dots, status)


async def test_every_dot_is_right_after_a_lost_connection(looking):
    _room, ada, bob = looking
    dots = dots_of(ada, bob)
    await are(dots, "online")
    await ada.goes_offline()
    await expect(ada.banner).to_contain_text("You are offline.")
    for dot in dots:
        await expect(dot).to_have_count(0)
    await chooses_status(bob, "away")
    await ada.comes_back()
    await ada.is_online()
    await are(dots, "away")


async def test_every_dot_is_right_after_a_sleep(looking):
    _room, ada, bob = looking
    dots = dots_of(ada, bob)
    await are(dots, "online")
    browser = await ada.context.new_cdp_session(ada.page)
    await browser.send("Page.setWebLifecycleState", {"state": "frozen"})
    await chooses_status(bob, "away")
    await browser.send("Page.setWebLifecycleState", {"state": "active"})
    await are(dots, "away")


async def test_a_person_who_is_scrolled_into_view_gets_a_dot(open_room):
    lines = [(1, "at the top"), *((0, f"line {number}") for number in range(45))]
    _room, ada, bob = await open_room("Ada", "Bob", lines=lines)
    await are([dot_in_timeline(ada, "line 0")], "online")
    await expect(dot_in_timeline(ada, "at the top")).to_have_count(0)
    await chooses_status(bob, "away")
    await scrolls_to(ada, "at the top")
    await are([dot_in_timeline(ada, "at the top")], "away")
    await scrolls_to(ada, "line 44")
    await expect(dot_in_timeline(ada, "at the top")).to_have_count(0)


async def test_the_peer_of_a_new_conversation_has_a_dot(open_room, live_site):
    _room, ada, bob = await open_room("Ada", "Bob")
    await live_site.call(server_actions.create_direct, bob.id, ada.id)
    await are([dot_in_sidebar(ada, bob)], "online")


async def test_a_room_that_is_opened_shows_how_many_people_are_online(open_room, live_site):
    _room, ada, bob = await open_room("Ada", "Bob")
    name = f"Cellar of {ada.username}"
    await live_site.call(server_actions.create_room, name, [ada.id, bob.id])
    await ada.opens(name)
    count = ada.page.locator(".room__online [data-part=online]")
    await expect(count).to_have_text("2")
    await expect(count).to_be_visible()


async def test_a_server_that_does_not_know_the_command_gets_a_page_without_these_dots(open_room):
    room, ada, bob = await open_room("Ada", "Bob", lines=[(1, "hello")])
    refused = []

    async def connect(page: WebSocketRoute) -> None:
        server = page.connect_to_server()

        def sent(text: str | bytes) -> None:
            frame = json.loads(text)
            if frame["type"] != "watch":
                return server.send(text)
            refused.append(frame)
            error = {"code": "unknown_type", "message": "No command watch"}
            page.send(json.dumps({"type": "ack", "id": frame["id"], "data": {"success": False, "error": error}}))

        page.on_message(sent)

    await ada.page.route_web_socket("**/ws/**", connect)
    await ada.goes_to(f"/rooms/{room.id}/")
    await ada.writes("hello bob")
    await bob.sees("hello bob")
    await bob.writes("hello ada")
    await ada.sees("hello ada")
    assert len(refused) == 1
    await expect(ada.page.locator("#rows .presence")).to_have_count(0)
