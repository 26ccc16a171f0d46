"""The picker of emoji, by mouse and by keyboard."""

from playwright.async_api import expect


def picker(person):
    return person.page.locator("#emoji-picker")


async def test_an_emoji_is_found_by_name_and_inserted_at_the_caret(open_room):
    _room, ada = await open_room("Ada")
    await ada.composer.fill("See you")
    await ada.presses("Home")
    await ada.page.locator("#insert-emoji").click()
    await expect(picker(ada).get_by_role("searchbox")).to_be_focused()
    await ada.page.keyboard.type("panda")
    await expect(picker(ada).locator("[data-pick]")).to_have_count(1)
    await ada.presses("Enter")
    await expect(ada.composer).to_have_value("🐼See you")
    await expect(picker(ada)).to_be_hidden()


async def test_arrow_keys_move_through_the_grid_and_letters_return_to_the_search(open_room):
    _room, ada = await open_room("Ada")
    await ada.page.locator("#insert-emoji").focus()
    await ada.presses("Enter")
    await expect(picker(ada).get_by_role("searchbox")).to_be_focused()
    choices = picker(ada).locator("[data-pick]")
    await ada.presses("ArrowDown", "ArrowRight")
    await expect(choices.nth(1)).to_be_focused()
    await ada.presses("ArrowDown")
    across = await ada.page.evaluate(
        "() => [document.activeElement, document.querySelectorAll('[data-pick]')[1]].map(e => e.offsetLeft)"
    )
    assert across[0] == across[1]
    await ada.presses("ArrowUp", "ArrowUp")
    await expect(picker(ada).get_by_role("searchbox")).to_be_focused()
    await ada.presses("ArrowDown")
    await ada.page.keyboard.type("zzz")
    await expect(picker(ada)).to_contain_text("No emoji is called so.")
    await ada.presses("Escape")
    await expect(ada.page.locator("#insert-emoji")).to_be_focused()


async def test_any_emoji_can_be_a_reaction_and_is_offered_first_the_next_time(open_room):
    _room, ada, bob = await open_room("Ada", "Bob", lines=[(0, "lunch?")])
    await bob.chooses("more-emoji", "lunch?")
    await picker(bob).get_by_role("button", name="Food and drink").click()
    await picker(bob).get_by_role("button", name="dumpling").click()
    await expect(ada.page.locator(".reaction")).to_have_text("🥟 1")
    await bob.page.reload()
    await bob.is_online()
    await bob.message("lunch?").hover()
    await bob.message("lunch?").locator(".toolbar [data-action=react]").click()
    await expect(bob.page.locator("#message-menu [data-action=quick-react]").last).to_have_text("🥟")
    await bob.page.locator("#message-menu [data-action=more-emoji]").click()
    await expect(picker(bob).locator("[data-pick]").first).to_have_text("🥟")
