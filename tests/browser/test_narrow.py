"""The page on a phone, 380 pixels wide and with touch."""

from playwright.async_api import expect

from tests.browser import server_actions
from tests.browser.sizes import PHONE

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDE_TEXT = [
    "x" * 300,
    "`" + "code" * 60 + "`",
    "```\n" + "long line " * 40 + "\n```",
    "https://example.org/" + "a" * 200,
]


async def test_a_room_is_chosen_in_the_drawer_and_written_in(open_room, live_site):
    _room, ada, bob = await open_room("Ada", "Bob", options=PHONE)
    other = f"Cellar of {bob.username}"
    await live_site.call(server_actions.create_room, other, [ada.id, bob.id])
    sidebar = bob.page.locator("#sidebar")
    await expect(sidebar).not_to_be_in_viewport()
    await bob.page.locator("#main [data-action=open-drawer]").tap()
    await expect(sidebar).to_be_in_viewport()
    await expect(bob.entry(other)).to_be_visible()
    await bob.entry(other).tap()
    await bob.is_in(other)
    await expect(sidebar).not_to_be_in_viewport()
    await bob.composer.fill("from the phone")
    await bob.page.locator("[data-part=send]").tap()
    await bob.sees("from the phone")
    assert await bob.page.evaluate(TOO_WIDE) == 0

    await bob.page.locator("#main [data-action=open-drawer]").tap()
    await expect(sidebar).to_be_in_viewport()
    await bob.page.locator("#scrim").tap(position={"x": 370, "y": 400})
    await expect(sidebar).not_to_be_in_viewport()
    await bob.page.locator("#main [data-action=open-drawer]").tap()
    await expect(bob.page.locator("#sidebar [aria-current=page]")).to_be_focused()
    await bob.presses("Escape")
    await expect(sidebar).not_to_be_in_viewport()
    await expect(bob.page.locator("#main [data-action=open-drawer]")).to_be_focused()


async def test_no_page_is_wider_than_the_screen(open_room, live_site, visit):
    room, ada = await open_room("Ada", options=PHONE, lines=[(0, text) for text in WIDE_TEXT], topic="topic" * 50)
    long = await live_site.call(server_actions.create_room, "Longnamedroom" * 6, [ada.id], topic="t" * 250)
    rooms = f"/rooms/{room.id}/ /rooms/{long}/ /rooms/{long}/settings/ /rooms/ /rooms/new/"
    for path in f"{rooms} /people/ /profile/".split():
        await ada.goes_to(path)
        assert (path, await ada.page.evaluate(TOO_WIDE)) == (path, 0)
    eve = await visit(live_site.url, name="Eve", options=PHONE)
    for path in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"):
        await eve.goes_to(path)
        assert (path, await eve.page.evaluate(TOO_WIDE)) == (path, 0)
    await eve.logs_in(**server_actions.ADMIN)
    for path in ("/accounts/password/change/", "/invitations/"):
        await eve.goes_to(path)
        assert (path, await eve.page.evaluate(TOO_WIDE)) == (path, 0)


async def test_a_long_press_opens_the_menu_of_a_message(open_room):
    _room, ada = await open_room("Ada", options=PHONE, lines=[(0, "press me")])
    box = await ada.message("press me").locator("[data-part=body]").bounding_box()
    assert box
    devtools = await ada.context.new_cdp_session(ada.page)
    point = {"x": box["x"] + 20, "y": box["y"] + box["height"] / 2}
    await devtools.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    await expect(ada.page.locator("#message-menu")).to_be_visible()
    await devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    await expect(ada.page.locator("#message-menu")).to_be_visible()
    await ada.page.locator("#message-menu [data-action=reply]").tap()
    await expect(ada.page.locator("#composer [data-part=context-text]")).to_contain_text("press me")
