"""Writing: format, preview, completion, commands, and drafts on every device."""

from playwright.async_api import expect


async def test_a_shortcut_makes_a_selection_bold_and_the_preview_shows_it(open_room):
    _room, ada, bob = await open_room("Ada", "Bob")
    await ada.types("big news")
    await ada.presses("Control+a", "Control+b")
    await expect(ada.composer).to_have_value("**big news**")
    await ada.clicks("Preview")
    await expect(ada.page.locator("#composer-preview strong")).to_have_text("big news")
    await ada.clicks("Preview")
    await ada.presses("Enter")
    await bob.sees("big news")


async def test_enter_inserts_a_line_break_in_an_open_code_block(open_room):
    _room, ada = await open_room("Ada")
    await ada.types("```")
    await ada.presses("Enter")
    await ada.page.keyboard.type("x = 1")
    await ada.presses("Enter")
    await expect(ada.composer).to_have_value("```\nx = 1\n")
    await ada.page.keyboard.type("```")
    await ada.presses("Enter")
    await expect(ada.page.locator("#rows .message[data-seq] pre")).to_have_text("x = 1\n")


async def test_the_name_of_an_emoji_is_replaced_on_its_last_colon_and_can_be_had_back(open_room):
    _room, ada = await open_room("Ada")
    await ada.types("hi :tada:")
    await expect(ada.composer).to_have_value("hi 🎉")
    await ada.presses("Backspace")
    await expect(ada.composer).to_have_value("hi :tada:")
    await ada.page.keyboard.type(" :tada:")
    await expect(ada.composer).to_have_value("hi :tada: 🎉")
    await ada.presses("Control+z")
    await expect(ada.composer).to_have_value("hi :tada: :tada:")
    await ada.composer.fill("")
    await ada.types("`:tada:` :no_such_name: :tada:")
    await expect(ada.composer).to_have_value("`:tada:` :no_such_name: 🎉")


async def test_emoji_and_commands_are_completed(open_room):
    _room, ada = await open_room("Ada")
    await ada.types(":tada")
    await expect(ada.page.locator("#completions .option").first).to_contain_text("🎉")
    await ada.presses("Enter")
    await expect(ada.composer).to_have_value("🎉 ")
    await ada.composer.fill("")
    await ada.types("/shr")
    await expect(ada.page.locator("#completions .option")).to_have_count(1)
    await ada.presses("Tab", "Enter")
    await ada.sees("¯\\_(ツ)_/¯")


async def test_an_unknown_command_shows_an_error_and_keeps_the_text(open_room):
    _room, ada = await open_room("Ada")
    await ada.types("/dance")
    await ada.presses("Escape", "Enter")
    await expect(ada.page.locator("#composer-notice")).to_contain_text("There is no command /dance.")
    await expect(ada.composer).to_have_value("/dance")
    await ada.writes("/me waves")
    await expect(ada.page.locator("#rows .message[data-seq] em")).to_have_text("waves")
    await ada.writes("/topic All about tea")
    await expect(ada.page.locator("[data-part=topic]")).to_have_text("All about tea")


async def test_a_draft_appears_on_other_devices_and_disappears_when_it_is_sent(open_room, visit, live_site):
    room, ada = await open_room("Ada")
    [session] = [each["value"] for each in await ada.context.cookies() if each["name"] == "sessionid"]
    phone = await visit(live_site.url, session=session, **ada.facts)
    await phone.enters(room.id)
    await ada.types("half a sentence")
    await expect(phone.composer).to_have_value("half a sentence")
    await phone.composer.press("Enter")
    await phone.sees("half a sentence")
    await expect(ada.composer).to_have_value("")
