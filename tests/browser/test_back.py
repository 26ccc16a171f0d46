"""On a phone, "back" closes what was opened last, and then leaves the room."""

import pytest
from playwright.async_api import expect

from tests.browser import rich_room, server_actions
from tests.browser.person import Person, retry_until_it_passes
from tests.browser.sizes import PHONE

STATE = "[history.length, history.state?.layers ?? 0, location.pathname]"
SWIPES = """async ([selector, from, to, steps]) => {
    const panel = document.querySelector(selector);
    const at = (x) => [new Touch({ identifier: 1, target: panel, clientX: x, clientY: 300 })];
    const send = (type, x) => panel.dispatchEvent(new TouchEvent(type, {
        touches: type === "touchend" ? [] : at(x), changedTouches: at(x), bubbles: true, cancelable: true }));
    send("touchstart", from);
    for (let step = 1; step <= steps; step++) {
        await new Promise(requestAnimationFrame);
        send("touchmove", from + ((to - from) * step) / steps);
    }
    send("touchend", to);
}"""
OPENS = {
    "drawer": ("#main [data-action=open-drawer]", "#sidebar.sidebar--open"),
    "members": ("[data-action=toggle-members]", "#members"),
    "pins": ("[data-action=toggle-pins]", "#pins"),
    "search": ("#main [data-action=open-search]", "#search"),
    "emoji": ("#insert-emoji", "#emoji-picker"),
    "poll": ("#ask-poll", "#new-poll"),
    "later": ("#send-later", "#later"),
    "lightbox": ("#rows .picture", "#lightbox"),
    "thread": ("#rows .thread-line", "#thread"),
}


@pytest.fixture
def on_a_phone(open_room, live_site):
    """Return a function that opens a room with everything, and before it another one, on a phone."""

    async def make() -> tuple[int, Person]:
        room, ada, bob = await open_room("Ada", "Bob", enter=False, options=PHONE)
        other = await live_site.call(server_actions.create_room, f"Before {room.id}", [bob.id])
        await live_site.call(rich_room.furnish, room.id, ada.id, bob.id)
        await bob.enters(other)
        await bob.page.locator("#main [data-action=open-drawer]").tap()
        await bob.entry(room.name).tap()
        await bob.is_in(room.name)
        await expect(bob.page.locator("#sidebar")).not_to_be_in_viewport()
        return room.id, bob

    return make


async def opens(person: Person, name: str) -> None:
    button, layer = OPENS[name]
    await person.page.locator(button).locator("visible=true").last.tap()
    await expect(person.page.locator(layer)).to_be_visible()


async def is_at(person: Person, room: int, *, layers: int) -> None:
    """Wait until this room is open below this number of layers."""

    async def check() -> None:
        _length, open_layers, path = await person.page.evaluate(STATE)
        assert (open_layers, path.split("/")[2]) == (layers, str(room))

    await retry_until_it_passes(check)


@pytest.mark.parametrize("name", [each for each in OPENS if each != "later"])
async def test_back_closes_what_is_open_and_then_leaves_the_room(on_a_phone, name):
    room, bob = await on_a_phone()
    await opens(bob, name)
    await is_at(bob, room, layers=1)
    await bob.page.evaluate("history.back()")
    await expect(bob.page.locator(OPENS[name][1])).to_be_hidden()
    await is_at(bob, room, layers=0)
    await bob.page.evaluate("history.forward()")
    await is_at(bob, room, layers=0)
    await expect(bob.page.locator(OPENS[name][1])).to_be_hidden()
    await bob.page.evaluate("history.back()")
    await bob.is_in(f"Before {room}")


async def test_back_closes_the_latest_of_several_first(on_a_phone):
    room, bob = await on_a_phone()
    await opens(bob, "thread")
    row = bob.page.locator("#thread-root .message")
    await row.tap()
    await row.locator("[data-action=menu]").tap()
    menu = bob.page.locator("#message-menu")
    await expect(menu).to_be_visible()
    await is_at(bob, room, layers=2)
    await bob.page.evaluate("history.back()")
    await expect(menu).to_be_hidden()
    await expect(bob.page.locator("#thread")).to_be_visible()
    await bob.page.evaluate("history.back()")
    await expect(bob.page.locator("#thread")).to_be_hidden()
    await bob.is_in(await bob.page.locator("h1 [data-part=name]").inner_text())
    await is_at(bob, room, layers=0)


@pytest.mark.parametrize("name", ["members", "pins", "search", "thread", "drawer"])
async def test_a_panel_closes_by_a_tap_outside_and_by_a_swipe(on_a_phone, name):
    room, bob = await on_a_phone()
    panel = bob.page.locator(OPENS[name][1])
    outside = {"x": 372, "y": 400} if name == "drawer" else {"x": 8, "y": 400}
    await opens(bob, name)
    await bob.page.touchscreen.tap(**outside)
    await expect(panel).to_be_hidden()
    await is_at(bob, room, layers=0)

    await opens(bob, name)
    box = await panel.bounding_box()
    middle = box["x"] + box["width"] / 2
    away = -1 if name == "drawer" else 1
    selector = OPENS[name][1]
    await bob.page.evaluate(SWIPES, [selector, middle, middle - away * 100, 6])
    await expect(panel).to_be_visible()
    await bob.page.evaluate(SWIPES, [selector, middle, middle + away * 30, 60])
    await expect(panel).to_be_visible()
    await bob.page.evaluate(SWIPES, [selector, middle, middle + away * 130, 6])
    await expect(panel).to_be_hidden()
    await is_at(bob, room, layers=0)
    await bob.page.evaluate("history.back()")
    await bob.is_in(f"Before {room}")


async def test_a_room_that_is_chosen_in_the_drawer_is_one_step_from_the_one_before(on_a_phone):
    room, bob = await on_a_phone()
    await bob.page.evaluate("history.back()")
    await bob.is_in(f"Before {room}")
    await bob.page.evaluate("history.forward()")
    await is_at(bob, room, layers=0)
    await opens(bob, "drawer")
    await bob.page.locator("#sidebar a[data-view=saved]").tap()
    await expect(bob.page.locator("#view-title")).to_have_text("Saved")
    await bob.page.evaluate("history.back()")
    await is_at(bob, room, layers=0)
    await expect(bob.page.locator("#main")).to_be_visible()


async def test_a_search_on_a_phone_ends_with_one_step_back(on_a_phone):
    room, bob = await on_a_phone()
    await opens(bob, "search")
    await bob.page.locator("#search-input").fill("line")
    await expect(bob.page.locator("#search-results .found").first).to_be_visible()
    await bob.page.evaluate("history.back()")
    await expect(bob.page.locator("#search")).to_be_hidden()
    await is_at(bob, room, layers=0)

    await opens(bob, "search")
    await bob.page.locator("#search-input").fill("history")
    await bob.page.locator("#search-results .found").first.tap()
    await expect(bob.page.locator("#search")).to_be_hidden()
    await expect(bob.page.locator(".message--highlight")).to_be_visible()
    await bob.page.evaluate("history.back()")
    await is_at(bob, room, layers=0)
    await expect(bob.page.locator("#search")).to_be_hidden()


async def test_a_page_that_begins_with_a_search_goes_on_with_the_room(on_a_phone):
    _room, bob = await on_a_phone()
    await bob.goes_to("/search?q=line")
    await bob.is_online()
    await expect(bob.page.locator("#search-results .found").first).to_be_visible()
    await bob.page.locator("#search [data-action=close-search]").tap()
    await expect(bob.page.locator("#search")).to_be_hidden()
    await bob.page.wait_for_url("**/rooms/**")


async def test_after_a_reload_below_an_open_panel_one_step_back_leaves_the_room(on_a_phone):
    room, bob = await on_a_phone()
    await opens(bob, "members")
    await is_at(bob, room, layers=1)
    await bob.page.reload()
    await bob.is_online()
    await is_at(bob, room, layers=0)
    await bob.page.evaluate("history.back()")
    await bob.is_in(f"Before {room}")


async def test_messages_behind_a_panel_stay_unread_on_a_phone(on_a_phone, live_site):
    room, bob = await on_a_phone()
    await opens(bob, "members")
    await live_site.call(server_actions.say, room, [(bob.id, "mine")])
    ada = await live_site.call(rich_room.other_member, room, bob.id)
    await live_site.call(server_actions.say, room, [(ada, "yours")])
    count = bob.page.locator(f'.sidebar [data-room-id="{room}"] [data-part=count]')
    await expect(count).to_have_text("1")
    await bob.page.evaluate("history.back()")
    await expect(count).to_have_attribute("hidden", "")


async def test_on_a_wide_screen_panels_add_nothing_to_the_history(open_room, live_site):
    room, ada, bob = await open_room("Ada", "Bob", enter=False)
    await live_site.call(rich_room.furnish, room.id, ada.id, bob.id)
    await bob.enters(room.id)
    before = await bob.page.evaluate(STATE)
    for button, layer in (OPENS["members"], OPENS["pins"], OPENS["emoji"]):
        await bob.page.locator(button).click()
        await expect(bob.page.locator(layer)).to_be_visible()
    assert await bob.page.evaluate(STATE) == before
