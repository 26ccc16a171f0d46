"""The text of messages as people see it: spoilers, code, and lines that look stored as they looked pending."""

import os

from playwright.async_api import expect

CODE = "```py\n" + "\n".join(f"print({n})" for n in range(40)) + "\n```"
SHOW = (
    "# Plan\nsome *text*\n\n| Who | What | Cost |\n|---|---|--:|\n| Ada | 买菜 | 12.50 |\n"
    "| Ben | a long cell of text | 3 |\n\n"
    "- [ ] open\n- [x] done\n\n2024. long\n2026. numbers\n\n---\n> שלום עולם\n\n"
    "the end: ||he **dies**|| :tada:\n\nمرحبا بالعالم!"
)


async def test_a_spoiler_opens_by_click_and_by_keyboard(open_room):
    _room, ada, bob = await open_room("Ada", "Bob", lines=[(0, "the end: ||he dies||")])
    for person, act in ((ada, "click"), (bob, "press")):
        spoiler = person.page.get_by_role("button", name="Show the spoiler")
        await (spoiler.click() if act == "click" else spoiler.press("Enter"))
        await expect(person.page.locator(".spoiler--shown")).to_have_text("he dies")
        await expect(spoiler).to_have_count(0)


async def test_long_code_says_how_much_there_is_and_opens(open_room):
    _room, ada = await open_room("Ada", lines=[(0, CODE)])
    code = ada.page.locator("#rows pre")
    await ada.page.get_by_role("button", name="Show all 40 lines").click()
    await expect(ada.page.locator(".code-box--open")).to_have_count(1)
    wrap = ada.page.get_by_role("button", name="Wrap lines")
    await code.hover()
    await wrap.click()
    await expect(wrap).to_have_attribute("aria-pressed", "true")


async def test_spaces_and_indents_look_stored_as_they_looked_pending(open_room):
    _room, ada = await open_room("Ada", lines=[(0, "hi")])
    text = "a    b\n    indented  by  four\n\n  x   y"
    await ada.composer.fill(text)
    await ada.composer.press("Enter")
    stored = ada.page.locator("#rows .message[data-seq] .message__body").last
    await expect(stored).to_contain_text("indented")
    assert (await stored.evaluate("it => it.innerText")).replace("\n\n\n", "\n\n").rstrip() == text


async def test_every_kind_of_markup_fits_its_place(open_room):
    _room, ada = await open_room("Ada", lines=[(0, SHOW), (0, CODE)])
    body = ada.page.locator("#rows .message__body:has(h3)")
    await expect(body.locator("table td").first).to_have_text("Ada")
    directions = await body.locator("blockquote p, p").evaluate_all(
        "all => all.map(it => getComputedStyle(it).unicodeBidi)"
    )
    assert set(directions) == {"plaintext"}
    for width in (1280, 380):
        await ada.page.set_viewport_size({"width": width, "height": 900})
        assert await ada.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if folder := os.environ.get("PICTURES"):
            for theme in ("light", "dark"):
                await ada.page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
                await body.scroll_into_view_if_needed()
                await ada.page.screenshot(path=f"{folder}/prose-{width}-{theme}.png")
