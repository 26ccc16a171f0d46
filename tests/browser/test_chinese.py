"""The whole site in Simplified Chinese, written with an input method."""

import re

from playwright.async_api import Locator, expect

from tests.browser.person import wait_until_all_see_the_same

CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")
COMPOSE = """(input, [type, key]) => input.dispatchEvent(
    type.startsWith("composition") ? new CompositionEvent(type, {bubbles: true})
    : new KeyboardEvent(type, {key, keyCode: 229, isComposing: true, bubbles: true, cancelable: true}))"""


async def test_somebody_signs_up_and_talks_in_chinese(live_site, visit):
    li = await visit(live_site.url, name="李雷", options={"locale": "zh-CN"})
    await li.goes_to("/accounts/signup/")
    await expect(li.page.locator("html")).to_have_attribute("lang", "zh-hans")
    await li.fills(username="李雷", password1="correct horse battery")
    await li.page.locator("main form button").click()
    await li.is_in("General")
    await li.is_online()
    await expect(li.page.locator("html")).to_have_attribute("lang", "zh-hans")
    await expect(li.page.locator(".me__name")).to_have_text("李雷")
    await expect(li.page.locator("#sidebar h2").first).to_have_text(CHINESE)
    await expect(li.page.locator("#rows .message--system").last).to_contain_text("李雷")
    await li.writes("大家好！", "今天下午三点开会。")
    assert (await wait_until_all_see_the_same(li))[-2:] == [["李雷", "大家好！"], ["李雷", "今天下午三点开会。"]]


async def test_pages_and_scripts_use_the_language_of_the_profile(open_room):
    room, ada = await open_room("Ada")
    await ada.goes_to("/profile/")
    await ada.page.locator("[name=language]").select_option("zh-hans")
    await ada.clicks("Save")
    await expect(ada.page.locator("html")).to_have_attribute("lang", "zh-hans")
    await ada.enters(room.id)
    await expect(ada.composer).to_have_attribute("placeholder", CHINESE)
    await ada.goes_offline()
    await expect(ada.banner).to_be_visible()
    await ada.writes("等一下")
    await expect(ada.page.locator(".message--pending [data-part=state]")).to_have_text(CHINESE)
    await ada.comes_back()
    await ada.sees("等一下")


async def test_the_enter_key_that_ends_a_composition_does_not_send(open_room):
    _room, ada = await open_room("Ada")
    await ada.composer.fill("nihao")
    for event in (["compositionstart", ""], ["keydown", "Enter"], ["compositionend", ""]):
        await ada.composer.evaluate(COMPOSE, event)
    await expect(ada.composer).to_have_value("nihao")
    assert await ada.said() == []
    devtools = await ada.context.new_cdp_session(ada.page)
    await ada.composer.fill("")
    await devtools.send("Input.imeSetComposition", {"text": "ni", "selectionStart": 2, "selectionEnd": 2})
    await ada.composer.evaluate(COMPOSE, ["keydown", "Enter"])
    await devtools.send("Input.insertText", {"text": "你好"})
    await expect(ada.composer).to_have_value("你好")
    assert await ada.said() == []
    await ada.presses("Enter")
    await ada.sees("你好")
    assert await ada.said() == [["Ada", "你好"]]


async def test_a_chinese_name_is_completed_inside_a_sentence_and_mentioned(open_room):
    _room, ada, han = await open_room("Ada", "韩梅梅")
    await ada.types("请问@韩")
    option = ada.page.locator("#completions [role=option]")
    await expect(option).to_have_count(1)
    await expect(option).to_contain_text("韩梅梅")
    await ada.presses("Enter")
    await expect(ada.composer).to_have_value(f"请问@{han.username} ")
    await ada.types("在吗？")
    await ada.presses("Enter")
    await expect(han.page.locator(".mention--me")).to_have_text(f"@{han.username}")
    await expect(han.page.locator(".message--mention")).to_have_count(1)


async def test_shift_and_enter_insert_a_line_break(open_room):
    _room, ada, bob = await open_room("Ada", "Bob")
    await ada.types("第一行")
    await ada.presses("Shift+Enter")
    await ada.types("第二行")
    assert await ada.said() == []
    await ada.presses("Enter")
    body = bob.page.locator("#rows .message[data-seq]:not(.message--system) [data-part=body]")
    await expect(body).to_have_text("第一行\n第二行", use_inner_text=True)
    assert await lines_of(body) == 2


async def lines_of(body: Locator) -> int:
    """Return the height of the composer in lines."""
    return await body.locator("p").evaluate(
        "p => Math.round(p.getBoundingClientRect().height / parseFloat(getComputedStyle(p).lineHeight))"
    )
