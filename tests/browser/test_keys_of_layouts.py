"""Shortcuts on keyboards of every layout, completion by Enter, and pasted files."""

import json

import pytest
from playwright.async_api import expect

from tests.browser import server_actions

PRESS = """([selector, key, code, more]) => {
    const element = selector ? document.querySelector(selector) : document.body;
    const event = new KeyboardEvent("keydown",
        { key, code, ctrlKey: true, bubbles: true, cancelable: true, ...more });
    return !element.dispatchEvent(event);
}"""
PASTE = """([text, names]) => {
    const data = new DataTransfer();
    if (text) data.setData("text/plain", text);
    for (const name of names) data.items.add(new File(["hello"], name, { type: "text/plain" }));
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    return !document.querySelector("#composer-input").dispatchEvent(event);
}"""


async def press(person, key, code, selector="#composer-input", **more):
    return await person.page.evaluate(PRESS, [selector, key, code, more])


@pytest.mark.parametrize(
    ("key", "code", "made"),
    [
        ("и", "KeyB", "**big news**"),
        ("β", "KeyB", "**big news**"),
        ("נ", "KeyB", "**big news**"),
        ("ш", "KeyI", "_big news_"),
        ("ן", "KeyI", "_big news_"),
        ("у", "KeyE", "`big news`"),
        ("b", "KeyN", "**big news**"),
    ],
)
async def test_a_format_has_its_key_on_every_layout(open_room, key, code, made):
    _room, ada = await open_room("Ada")
    await ada.types("big news")
    await ada.presses("Control+a")
    assert await press(ada, key, code)
    await expect(ada.composer).to_have_value(made)


@pytest.mark.parametrize(("key", "code"), [("л", "KeyK"), ("κ", "KeyK"), ("ל", "KeyK"), ("K", "KeyK")])
async def test_the_finder_has_its_key_on_every_layout(open_room, key, code):
    _room, ada = await open_room("Ada")
    assert await press(ada, key, code, selector="")
    await expect(ada.page.locator("#finder-input")).to_be_focused()


async def test_enter_sends_a_number_unless_a_room_was_chosen(open_room, live_site):
    _room, ada, bob = await open_room("Ada", "Bob")
    name = f"12 angry {ada.username}"
    await live_site.call(server_actions.create_room, name, [ada.id, bob.id])
    await expect(ada.entry(name)).to_be_visible()
    options = ada.page.locator("#completions .option")
    await ada.types("fixed #12")
    await expect(options).to_have_count(1)
    await expect(options.first).to_have_attribute("aria-selected", "false")
    await ada.presses("Enter")
    await bob.sees("fixed #12")
    await expect(ada.page.locator("#completions")).to_be_hidden()
    await ada.types("see #12")
    await expect(options).to_have_count(1)
    await ada.presses("ArrowDown", "Enter")
    await expect(ada.composer).to_have_value(f"see #12-angry-{ada.username} ")


async def test_enter_sends_a_name_that_is_complete_or_only_like_another(open_room):
    _room, ada, bob = await open_room("Ada", "Bob")
    await ada.types(f"hello @{bob.username}")
    await expect(ada.page.locator("#completions .option").first).to_be_visible()
    await ada.presses("Enter")
    await bob.sees(f"hello @{bob.username}")
    await ada.types("hello @bib")
    await expect(ada.page.locator("#completions .option").first).to_contain_text("Bob")
    await ada.presses("Enter")
    await bob.sees("hello @bib")


async def test_a_copied_file_is_uploaded_and_a_text_with_a_picture_is_pasted(open_room):
    _room, ada = await open_room("Ada")
    assert await ada.page.evaluate(PASTE, ["plan.txt", ["plan.txt"]])
    await expect(ada.page.locator(".upload [data-part=name]")).to_have_text("plan.txt")
    assert not await ada.page.evaluate(PASTE, ["Dear Ada", ["image.png"]])
    await expect(ada.page.locator(".upload")).to_have_count(1)


async def test_the_finder_finds_names_without_accents_and_begins_with_recent_rooms(open_room, create_people, live_site):
    room, ada = await open_room("Ada")
    [sofia] = await create_people("Sofía")
    other = f"Łódź of {ada.username}"
    other_id = await live_site.call(server_actions.create_room, other, [ada.id, sofia.id])
    await expect(ada.entry(other)).to_be_visible()
    await ada.opens(other)
    found = ada.page.locator("#finder-results .option")
    await ada.presses("Control+k")
    await expect(found.first).to_contain_text(room.name)
    for text, name in (("lodz", other), ("lodx", other), ("sofia", "Sofía"), ("saf", "Sofía")):
        await ada.page.locator("#finder-input").fill(text)
        await expect(found.filter(has_text=name).first).to_be_visible()
    await ada.presses("Escape")
    assert json.loads(await ada.page.evaluate(f"localStorage['chat-rooms:{ada.id}']"))[0] == str(other_id)


async def test_a_photograph_that_cannot_be_stripped_is_sent_only_on_request(open_room):
    _room, ada = await open_room("Ada")
    ada.errors.allow("400.*attachments")
    file = {"name": "cat.raf", "mimeType": "image/x-fuji-raf", "buffer": b"FUJIFILMCCD-RAW secret"}
    await ada.page.locator("#file-chooser").set_input_files([file])
    row = ada.page.locator(".upload")
    await expect(row).to_contain_text("photographed")
    await expect(row.locator("[data-part=retry]")).to_be_hidden()
    await ada.clicks("Send it anyway")
    await expect(row.locator("[data-part=keep]")).to_be_hidden()
    await expect(row).not_to_contain_text("photographed")
    await ada.composer.press("Enter")
    await expect(ada.page.locator("#rows .message[data-seq]").filter(has_text="cat.raf")).to_be_visible()
