"""One's own sidebar: what calls, sections, order, what is muted or hidden, and keys."""

import asyncio
import re

import pytest
from playwright.async_api import expect

from tests.browser import server_actions
from tests.browser.sizes import PHONE, SIZES


async def shows_the_sidebar(person):
    drawer = person.page.locator("#main [data-action=open-drawer]")
    if await drawer.is_visible():
        await drawer.click()
        await expect(person.page.locator("#sidebar")).to_be_in_viewport()


async def opens_the_menu_of(person, room):
    """Open the menu of a room in the sidebar with a right click."""
    # The script of the menu is loaded after the first paint, and a right click is not repeated for it.
    await expect(person.page.locator("body[data-complete]")).to_have_count(1)
    await person.entry(room).click(button="right")
    await expect(person.page.locator("#room-menu")).to_be_visible()


def section(person, name):
    """Locate a section, whether or not the sidebar is on the screen."""
    title = person.page.locator("[data-part=title]").filter(has_text=re.compile(rf"^\s*{name}\s*$"))
    return person.page.locator(".section").filter(has=title)


async def names_in(locator):
    return [name.strip() for name in await locator.locator(".entry__name").all_text_contents()]


async def makes_a_section(person, name):
    await section(person, "Rooms").get_by_role("button", name="Section").click()
    await person.page.locator("#section-menu [data-action=new-section]").click()
    await person.page.locator("#section-name").fill(name)
    await person.page.locator("#section-name").press("Enter")
    await expect(section(person, name)).to_be_visible()


@SIZES
async def test_a_direct_message_calls_like_a_mention(open_room, live_site, options):
    attic, ada, bob = await open_room("Ada", "Bob", options=options)
    direct = await live_site.call(server_actions.create_direct, ada.id, bob.id)
    await live_site.call(server_actions.say, direct, [(ada.id, "hello"), (ada.id, "are you there?")])
    await expect(bob.count_of("Ada")).to_have_text("2")
    await expect(bob.count_of("Ada")).to_have_class("entry__count entry__count--mention")
    await expect(bob.page).to_have_title(f"(2) {attic.name} · Chatsite")
    assert "data:image/svg+xml" in (await bob.page.locator("#favicon").get_attribute("href") or "")
    catch_up = bob.page.locator('[data-view="catch-up"] [data-part=count]')
    await expect(catch_up).to_have_text("2")
    await expect(catch_up).to_have_class("entry__count entry__count--mention")
    # The server draws it the same, and conversations stand above rooms.
    await bob.page.reload()
    await expect(bob.count_of("Ada")).to_have_class("entry__count entry__count--mention")
    titles = await bob.page.locator(".section:not([hidden]) [data-part=title]").all_text_contents()
    assert [title.strip() for title in titles] == ["Conversations", "Rooms"]


@SIZES
async def test_a_section_is_made_filled_renamed_and_deleted_and_follows_to_other_devices(open_room, live_site, options):
    attic, ada = await open_room("Ada", options=options)
    other = await ada.another_tab()
    await other.enters(attic.id)
    await shows_the_sidebar(ada)
    await makes_a_section(ada, "Work")
    await opens_the_menu_of(ada, attic.name)
    await ada.page.locator("#room-menu").get_by_role("menuitemradio", name="Work").click()
    for tab in (ada, other):
        await expect(section(tab, "Work").locator(".entry__name")).to_have_text(attic.name)
    await section(ada, "Work").get_by_role("button", name="Section").click()
    await ada.page.locator("#section-menu [data-action=rename]").click()
    await ada.page.locator("#section-name").fill("Day job")
    await ada.page.locator("#section-dialog [data-part=ok]").click()
    await expect(section(other, "Day job").locator(".entry__name")).to_have_text(attic.name)
    await other.page.reload()
    await expect(section(other, "Day job").locator(".entry__name")).to_have_text(attic.name)
    await section(ada, "Day job").get_by_role("button", name="Section").click()
    await ada.page.locator("#section-menu [data-action=delete]").click()
    for tab in (ada, other):
        await expect(section(tab, "Day job")).to_have_count(0)
        await expect(section(tab, "Rooms").locator(".entry__name", has_text=attic.name)).to_have_count(1)


@SIZES
async def test_a_favourite_stands_on_top_and_a_closed_section_says_what_calls(open_room, live_site, options):
    _attic, ada, bob = await open_room("Ada", "Bob", options=options)
    cellar = f"Cellar of {ada.username}"
    room = await live_site.call(server_actions.create_room, cellar, [ada.id, bob.id])
    await shows_the_sidebar(ada)
    await opens_the_menu_of(ada, cellar)
    await ada.page.locator("#room-menu [data-action=favourite]").click()
    await expect(section(ada, "Favourites").locator(".entry__name")).to_have_text(cellar)
    toggle = section(ada, "Favourites").locator("[data-action=toggle-section]")
    await toggle.click()
    await expect(toggle).to_have_attribute("aria-expanded", "false")
    await expect(ada.entry(cellar)).to_be_hidden()
    await live_site.call(server_actions.say, room, [(bob.id, f"@{ada.username} hello"), (bob.id, "well?")])
    count = section(ada, "Favourites").locator("[data-part=sum]")
    await expect(count).to_have_text("1")
    await expect(count).to_have_class("entry__count entry__count--mention")
    await ada.page.reload()
    await expect(count).to_have_text("1")
    await expect(toggle).to_have_attribute("aria-expanded", "false")


@SIZES
async def test_a_room_is_muted_from_its_menu_and_looks_muted(open_room, live_site, options):
    _attic, ada, bob = await open_room("Ada", "Bob", options=options)
    cellar = f"Cellar of {bob.username}"
    room = await live_site.call(server_actions.create_room, cellar, [bob.id, ada.id])
    await shows_the_sidebar(bob)
    await opens_the_menu_of(bob, cellar)
    await bob.page.locator("#room-menu [data-action=mute]").click()
    # Below the mouse, the button of the menu takes the place of the sign.
    await bob.page.mouse.move(700, 300)
    muted = bob.page.locator(".entry--muted")
    await expect(muted.locator("[data-part=muted]")).to_be_visible()
    await live_site.call(server_actions.say, room, [(ada.id, "nothing much")])
    await expect(bob.count_of(cellar)).to_be_hidden()
    await live_site.call(server_actions.say, room, [(ada.id, f"@{bob.username} look")])
    await expect(bob.count_of(cellar)).to_have_text("1")
    await opens_the_menu_of(bob, cellar)
    await bob.page.locator("#room-menu [data-action=mute]").click()
    await expect(muted).to_have_count(0)


async def test_the_open_room_is_muted_from_its_head(open_room):
    _attic, ada = await open_room("Ada", options=PHONE)
    mute = ada.page.locator("#room-menu [data-action=mute]")

    await ada.page.locator("#room-head [data-action=room-menu]").tap()
    await mute.tap()
    await expect(ada.page.locator(".entry--muted")).to_have_count(1)
    await ada.page.locator("#room-head [data-action=room-menu]").tap()
    await expect(mute).to_have_attribute("aria-checked", "true")


@pytest.mark.parametrize(
    ("button", "shown"),
    [
        ("#room-head [data-action=room-menu]", "#room-menu"),
        ("[data-key=rooms] [data-action=section-menu]", "#section-menu"),
    ],
)
async def test_a_button_that_is_clicked_before_its_script_is_loaded_does_what_it_should(open_room, button, shown):
    attic, ada = await open_room("Ada", enter=False)
    released = asyncio.Event()

    async def holds(route) -> None:
        await released.wait()
        await route.continue_()

    await ada.page.route("**/late_controllers*.js", holds)
    await ada.goes_to(f"/rooms/{attic.id}/")
    await ada.is_online()
    await ada.page.locator(button).first.click()
    await expect(ada.page.locator(shown)).to_be_hidden()
    released.set()
    await expect(ada.page.locator(shown)).to_be_visible()
    assert await ada.page.evaluate("'complete' in document.body.dataset")


async def test_a_long_press_opens_the_menu_of_a_room_and_the_next_tap_is_a_tap(open_room, live_site):
    attic, ada = await open_room("Ada", options=PHONE)
    cellar = f"Cellar of {ada.username}"
    await live_site.call(server_actions.create_room, cellar, [ada.id])
    await shows_the_sidebar(ada)
    await expect(ada.page.locator("body[data-complete]")).to_have_count(1)
    # The drawer slides in, and a press that begins meanwhile misses the entry.
    await ada.page.evaluate("Promise.all(document.getAnimations().map(({ finished }) => finished))")
    box = await ada.entry(attic.name).bounding_box()
    assert box
    devtools = await ada.context.new_cdp_session(ada.page)
    point = {"x": box["x"] + 40, "y": box["y"] + box["height"] / 2}
    await devtools.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    await expect(ada.page.locator("#room-menu")).to_be_visible()
    await devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    await expect(ada.page.locator("#room-menu")).to_be_visible()
    await ada.page.evaluate("document.querySelector('#room-menu').hidePopover(); window.kept = true")
    await ada.entry(cellar).tap()
    await ada.is_in(cellar)
    assert await ada.page.evaluate("window.kept")


async def test_rooms_are_put_in_order_by_menu_and_by_dragging(open_room, live_site):
    attic, ada = await open_room("Ada")
    names = [f"{name} of {ada.username}" for name in ("Bath", "Cellar", "Den")]
    await live_site.call(server_actions.create_rooms, names, [ada.id])
    await expect(ada.entry(names[2])).to_be_visible()
    rooms = section(ada, "Rooms")
    mine = [name for name in await names_in(rooms) if name in {attic.name, *names}]
    assert mine == [attic.name, *names]
    await ada.entry(names[0]).focus()
    await ada.presses("ArrowRight")
    await expect(ada.page.locator("#room-menu")).to_be_visible()
    await ada.page.locator("#room-menu [data-action=move-down]").click()
    await expect(rooms.locator(".entry__name").nth(1)).to_have_text(names[1])
    await expect(ada.entry(names[0])).to_be_focused()
    await ada.entry(names[2]).drag_to(ada.entry(attic.name), target_position={"x": 60, "y": 4})
    await expect(rooms.locator(".entry__name").first).to_have_text(names[2])
    await makes_a_section(ada, "Work")
    await ada.entry(names[1]).drag_to(section(ada, "Work").locator("h2"))
    await expect(section(ada, "Work").locator(".entry__name")).to_have_text(names[1])
    await ada.page.reload()
    await expect(section(ada, "Work").locator(".entry__name")).to_have_text(names[1])
    assert await names_in(rooms) == [names[2], attic.name, names[0], *(await names_in(rooms))[3:]]


async def test_keys_move_between_rooms_and_to_unread_ones(open_room, live_site):
    attic, ada, bob = await open_room("Ada", "Bob")
    names = [f"{name} of {ada.username}" for name in ("Bath", "Cellar")]
    _bath, cellar = await live_site.call(server_actions.create_rooms, names, [ada.id, bob.id])
    await expect(ada.entry(names[1])).to_be_visible()
    await ada.composer.focus()
    await ada.presses("Alt+ArrowDown")
    await ada.is_in(names[0])
    await ada.presses("Alt+ArrowUp")
    await ada.is_in(attic.name)
    await live_site.call(server_actions.say, cellar, [(bob.id, "hello")])
    await expect(ada.count_of(names[1])).to_have_text("1")
    await ada.presses("Alt+Shift+ArrowDown")
    await ada.is_in(names[1])


async def test_what_is_read_is_hidden_and_unread_rooms_out_of_sight_are_named(open_room, live_site):
    attic, ada, bob = await open_room("Ada", "Bob", options={"viewport": {"width": 1280, "height": 420}})
    names = [f"Room {number:02} of {ada.username}" for number in range(20)]
    ids = await live_site.call(server_actions.create_rooms, names, [ada.id, bob.id])
    await expect(ada.entry(names[-1])).to_have_count(1)
    await live_site.call(server_actions.say, ids[-1], [(bob.id, "hello")])
    below = ada.page.locator("#unread-below")
    await expect(below).to_be_visible()
    await below.click()
    await expect(ada.entry(names[-1])).to_be_in_viewport()
    await expect(below).to_be_hidden()
    await section(ada, "Rooms").get_by_role("button", name="Section").click()
    await ada.page.locator("#section-menu [data-action=hide-read]").click()
    await expect(ada.entry(names[0])).to_be_hidden()
    await expect(ada.entry(names[-1])).to_be_visible()
    await expect(ada.entry(attic.name)).to_be_visible()
    await ada.page.reload()
    await expect(ada.entry(names[-1])).to_be_visible()
    await expect(ada.entry(names[0])).to_be_hidden()


async def test_a_step_in_the_order_passes_over_rooms_that_are_hidden(open_room, live_site):
    _attic, ada, bob = await open_room("Ada", "Bob")
    names = [f"{name} of {ada.username}" for name in ("Bath", "Cellar", "Den")]
    ids = await live_site.call(server_actions.create_rooms, names, [ada.id, bob.id])
    for room in (ids[0], ids[2]):
        await live_site.call(server_actions.say, room, [(bob.id, "hello")])
    await section(ada, "Rooms").get_by_role("button", name="Section").click()
    await ada.page.locator("#section-menu [data-action=hide-read]").click()
    await expect(ada.entry(names[1])).to_be_hidden()
    await opens_the_menu_of(ada, names[0])
    await ada.page.locator("#room-menu [data-action=move-down]").click()
    rooms = section(ada, "Rooms").locator(".entry:visible .entry__name")
    await expect(rooms.nth(1)).to_have_text(names[2])
    await expect(rooms.nth(2)).to_have_text(names[0])
    await opens_the_menu_of(ada, names[0])
    await expect(ada.page.locator("#room-menu [data-action=move-down]")).to_be_hidden()


async def test_a_move_that_is_refused_takes_back_nothing_else(open_room, live_site):
    attic, ada, bob = await open_room("Ada", "Bob")
    cellar = f"Cellar of {ada.username}"
    room = await live_site.call(server_actions.create_room, cellar, [ada.id, bob.id])
    released = asyncio.Event()

    async def refuses(route) -> None:
        await released.wait()
        await route.fulfill(status=409, json={"error": {"code": "conflict", "message": "No."}})

    ada.errors.allow("status of 409")
    await ada.page.route(f"**/api/v1/rooms/{room}", refuses)
    await opens_the_menu_of(ada, cellar)
    await ada.page.locator("#room-menu [data-action=favourite]").click()
    await expect(section(ada, "Favourites").locator(".entry__name")).to_have_text(cellar)
    await live_site.call(server_actions.say, room, [(bob.id, "hello")])
    await expect(ada.count_of(cellar)).to_have_text("1")
    released.set()
    await expect(section(ada, "Favourites")).to_be_hidden()
    await expect(ada.count_of(cellar)).to_have_text("1")
    await ada.is_in(attic.name)
