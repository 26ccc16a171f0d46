"""A whole conversation without a pointer."""

from playwright.async_api import expect

from tests.browser import server_actions

FOCUSED = "document.activeElement.matches({!r})"


async def tabs_to(person, selector: str, key: str = "Tab") -> None:
    """Press Tab until the element has the focus, at most a hundred times."""
    for _ in range(100):
        if await person.page.evaluate(FOCUSED.format(selector)):
            return
        await person.presses(key)
    raise AssertionError(f"{selector} is not reached by {key}")


async def test_a_conversation_is_held_by_keyboard_alone(open_room, live_site):
    room, ada, bob = await open_room("Ada", "Bob", lines=[(1, "shall we?"), (1, "or not?")])
    other = f"Cellar of {ada.username}"
    await live_site.call(server_actions.create_room, other, [ada.id, bob.id])
    await expect(ada.entry(other)).to_be_visible()

    # To another room and back through the sidebar, then into the composer.
    await tabs_to(ada, f"#room-list [href*={other.lower().replace(' ', '-')}]", "Shift+Tab")
    await ada.presses("Enter")
    await ada.is_in(other)
    await tabs_to(ada, f"#room-list [href*={room.name.lower().replace(' ', '-')}]", "Shift+Tab")
    await ada.presses("Enter")
    await ada.is_in(room.name)
    await tabs_to(ada, "#composer-input")
    await ada.page.keyboard.type("yes")
    await ada.presses("Enter")
    await bob.sees("yes")

    # To a message by the arrows, and an answer from its menu.
    await tabs_to(ada, "#rows .message", "Shift+Tab")
    await ada.presses("ArrowUp", "ArrowUp")
    await expect(ada.message("shall we?")).to_be_focused()
    await ada.presses("Enter")
    menu = ada.page.locator("#message-menu")
    await expect(menu).to_be_visible()
    await ada.presses("Escape")
    await expect(menu).to_be_hidden()
    await expect(ada.message("shall we?")).to_be_focused()
    await ada.presses("Enter")
    await tabs_to(ada, "#message-menu [data-emoji='👍']", "ArrowDown")
    await ada.presses("Enter")
    await expect(bob.page.locator(".reaction")).to_have_text("👍 1")
    await expect(ada.message("shall we?")).to_be_focused()
    await ada.presses("Enter")
    await tabs_to(ada, "#message-menu [data-action=reply]", "ArrowDown")
    await ada.presses("Enter")
    await expect(ada.composer).to_be_focused()
    await ada.page.keyboard.type("at noon")
    await ada.presses("Enter")
    await expect(bob.message("at noon").locator(".quote")).to_contain_text("shall we?")

    # One's last message: changed by the arrow key, deleted from its menu.
    await ada.presses("ArrowUp")
    await expect(ada.composer).to_have_value("at noon")
    await ada.page.keyboard.type(" then")
    await ada.presses("Enter")
    await bob.sees("at noon then")
    await expect(ada.composer).to_have_value("")
    await tabs_to(ada, "#rows .message", "Shift+Tab")
    await ada.presses("End", "Enter")
    await tabs_to(ada, "#message-menu [data-action=delete]", "ArrowUp")
    await ada.presses("Enter")
    await bob.sees("This message was deleted")


async def test_the_first_tab_stop_of_every_page_skips_the_navigation(open_room):
    _room, ada = await open_room("Ada")
    for path in ("/rooms/", "/people/", "/profile/"):
        await ada.goes_to(path)
        await ada.presses("Tab")
        assert await ada.page.evaluate(FOCUSED.format(".skip-link"))
        await ada.presses("Enter")
        await expect(ada.page).to_have_url(f"{ada.url}{path}#main")


async def test_closing_the_members_panel_restores_the_focus(open_room):
    _room, ada, _bob = await open_room("Ada", "Bob")
    await tabs_to(ada, "[data-action=toggle-members]", "Shift+Tab")
    await ada.presses("Enter")
    await expect(ada.page.locator("#online-people")).to_contain_text("Bob")
    await tabs_to(ada, "#members [data-action=person-menu]")
    await ada.presses("Enter")
    await expect(ada.page.locator("#person-menu")).to_be_visible()
    await ada.presses("Escape")
    await expect(ada.page.locator("#person-menu")).to_be_hidden()
    assert await ada.page.evaluate(FOCUSED.format("#members [data-action=person-menu]"))
    await ada.presses("Escape")
    await expect(ada.page.locator("#members")).to_be_hidden()
    assert await ada.page.evaluate(FOCUSED.format("[data-action=toggle-members]"))
