"""A script that cannot be loaded is offered again."""

from playwright.async_api import expect

from tests.browser.page_errors import NETWORK_ERRORS

MISSING = "A part of this page could not be loaded."


async def blocks(person, script):
    person.errors.allow(NETWORK_ERRORS)
    await person.page.route(f"**/{script}*.js", lambda route: route.abort())


async def test_a_controller_that_could_not_be_loaded_is_tried_again(open_room):
    _room, ada = await open_room("Ada")
    await blocks(ada, "emoji_picker")
    await ada.page.locator("#insert-emoji").click()
    note = ada.page.locator("#toasts").get_by_role("alert")
    await expect(note).to_contain_text(MISSING)
    await ada.page.unroute_all()
    await note.get_by_role("button", name="Try again").click()
    await expect(ada.page.locator("#emoji-picker").get_by_role("searchbox")).to_be_focused()
    await expect(note).to_have_count(0)


async def test_a_script_that_fails_again_on_a_connected_page_is_offered_by_a_reload(open_room):
    _room, ada = await open_room("Ada")
    await blocks(ada, "emoji_picker")
    await ada.page.locator("#insert-emoji").click()
    note = ada.page.locator("#toasts").get_by_role("alert")
    await note.get_by_role("button", name="Try again").click()
    await ada.page.evaluate("window.old = true")
    await note.get_by_role("button", name="Reload").click()
    await ada.page.wait_for_function("window.old === undefined")
    await ada.is_online()


async def test_a_view_that_could_not_be_loaded_says_so_in_its_place(open_room):
    _room, ada = await open_room("Ada")
    await blocks(ada, "saved_list")
    await ada.page.locator(".sidebar a[data-view=saved]").click()
    body = ada.page.locator("#view-body")
    await expect(body).to_contain_text(MISSING)
    await ada.page.unroute_all()
    await body.get_by_role("button", name="Try again").click()
    await expect(body).to_contain_text("Nothing saved yet")
    await expect(body).not_to_contain_text(MISSING)


async def test_a_command_whose_script_could_not_be_loaded_runs_when_it_is_tried_again(open_room):
    _room, ada = await open_room("Ada")
    await blocks(ada, "slash_command_table")
    await ada.composer.fill("/me waves")
    await ada.composer.press("Enter")
    note = ada.page.locator("#toasts").get_by_role("alert")
    await expect(note).to_contain_text(MISSING)
    await expect(ada.composer).to_have_value("/me waves")
    await ada.page.unroute_all()
    await note.get_by_role("button", name="Try again").click()
    await ada.sees("waves")
