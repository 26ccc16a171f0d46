"""Searching for messages by mouse and keyboard."""

from playwright.async_api import expect

NARROW = {"viewport": {"width": 380, "height": 760}}


async def searches(person, text):
    await person.page.keyboard.press("Control+f")
    await person.page.locator("#search-input").fill(text)


def found(person):
    return person.page.locator("#search-results .found")


async def test_a_result_opens_in_context_by_keyboard_and_escape_returns_to_the_composer(open_room):
    lines = [(0, f"line {number}") for number in range(120)]
    _room, _ada, bob = await open_room("Ada", "Bob", lines=[(0, "我们在上海见面"), *lines])
    await searches(bob, "上海")
    await expect(found(bob)).to_have_count(1)
    await expect(found(bob).locator("mark")).to_have_text("上海")
    await bob.presses("Enter")
    await bob.sees("我们在上海见面")
    await expect(bob.page.locator("#search-input")).to_be_focused()
    await bob.presses("Escape")
    await expect(bob.page.locator("#search")).to_be_hidden()
    await expect(bob.composer).to_be_focused()


async def test_a_filter_is_completed_with_a_person(open_room):
    _room, ada, bob = await open_room("Ada", "Bob", lines=[(0, "marmalade"), (1, "marmalade too")])
    await searches(bob, f"marmalade from:{ada.username}")
    option = bob.page.locator("#search-options .option").filter(has_text=f"@{ada.username}")
    await option.first.click()
    await expect(found(bob)).to_have_count(1)
    await expect(found(bob).locator("[data-part=text]")).to_have_text("marmalade")


async def test_a_search_has_its_own_history_entry(open_room):
    room, ada = await open_room("Ada", lines=[(0, "quince jelly")])
    await ada.goes_to("/search?q=quince")
    await expect(found(ada)).to_have_count(1)
    await found(ada).click()
    await ada.page.wait_for_url(f"**/rooms/{room.id}/at/*/")
    await ada.page.go_back()
    await ada.page.wait_for_url("**/search?q=quince")
    await expect(ada.page.locator("#search-input")).to_have_value("quince")


async def test_opening_a_result_closes_the_sheet_on_a_narrow_screen(open_room):
    _room, ada = await open_room("Ada", lines=[(0, "plum pudding")], options=NARROW)
    await ada.clicks("Search messages")
    await ada.page.locator("#search-input").fill("plum")
    await found(ada).click()
    await expect(ada.page.locator("#search")).to_be_hidden()
    await ada.sees("plum pudding")


async def test_results_are_shown_as_text_and_no_results_are_announced(open_room):
    _room, ada = await open_room("Ada", lines=[(0, "<img src=x onerror=alert(1)> apricot")])
    await searches(ada, "apricot")
    await expect(found(ada).locator("[data-part=text]")).to_contain_text("<img src=x onerror=alert(1)>")
    await ada.page.locator("#search-input").fill("persimmons")
    await expect(ada.page.locator("#search-status")).to_contain_text("Nothing found")
