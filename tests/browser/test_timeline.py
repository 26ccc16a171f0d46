"""The timeline: history, positions, and the actions of a message."""

from playwright.async_api import expect

from tests.browser import server_actions
from tests.browser.person import Person, retry_until_it_passes, wait_until_all_see_the_same

LONG = [(0, f"line {count}") for count in range(1, 161)]
PLACE = """text => {
    const rows = [...document.querySelectorAll("#rows .message")];
    const row = rows.find(row => row.querySelector("[data-part=body]").textContent.trim() === text);
    return row ? row.getBoundingClientRect().top : null;
}"""
FIRST_IN_VIEW = """() => {
    const edge = document.querySelector("#scroller").getBoundingClientRect().top;
    const row = [...document.querySelectorAll("#rows .message")].find(row => row.getBoundingClientRect().top >= edge);
    return row.querySelector("[data-part=body]").textContent.trim();
}"""
FIRST_HELD = 'document.querySelector("#rows .message [data-part=body]").textContent.trim()'
# In one go, so that nothing but the page itself moves the row between the two looks.
ANCHOR = f"""async () => {{
    const place = {PLACE}, first = {FIRST_IN_VIEW};
    document.querySelector("#scroller").scrollTop = 300;
    const text = first();
    const before = place(text);
    const rows = document.querySelector("#rows");
    await new Promise(resolve => new MutationObserver(resolve).observe(rows, {{childList: true}}));
    await new Promise(requestAnimationFrame);
    return [before, place(text)];
}}"""


async def row_count(person: Person) -> int:
    return await person.page.locator("#rows .message").count()


async def is_highlighted_in_view(person: Person, text: str) -> None:
    await expect(person.page.locator(".message--highlight [data-part=body]")).to_have_text(text)
    await expect(person.message(text)).to_be_in_viewport()


async def test_older_messages_load_without_moving_what_is_read(open_room):
    _room, ada = await open_room("Ada", lines=LONG)
    await expect(ada.message("line 160")).to_be_in_viewport()
    assert await row_count(ada) < len(LONG)
    scroller = ada.page.locator("#scroller")
    before, after = await ada.page.evaluate(ANCHOR)
    assert after == before
    while not await ada.page.locator("#timeline-start").is_visible():
        loaded = await row_count(ada)
        await scroller.evaluate("element => { element.scrollTop = 0 }")
        await retry_until_it_passes(lambda was=loaded: grows(ada, was))
    said = [text for _, text in await ada.said()]
    assert said == [text for _, text in LONG]


async def test_scrolling_through_a_long_history_keeps_only_a_window_of_it_in_the_page(open_room, live_site):
    room, ada, _bob = await open_room("Ada", "Bob", enter=False)
    long = [(ada.id, f"line {count}") for count in range(1, 1_001)]
    await live_site.call(server_actions.say, room.id, long)
    await ada.enters(room.id)
    scroller, most = ada.page.locator("#scroller"), 0
    while not await ada.page.locator("#timeline-start").is_visible():
        first = await ada.page.evaluate(FIRST_HELD)
        most = max(most, await row_count(ada))
        await scroller.evaluate("element => { element.scrollTop = 0 }")
        await retry_until_it_passes(lambda was=first: goes_back(ada, was))
    assert 400 <= most <= 450
    down = ada.page.locator("#jump-newest")
    await down.click()
    await expect(ada.message("line 1000")).to_be_in_viewport()
    assert await row_count(ada) <= 450


async def goes_back(person: Person, was: str) -> None:
    assert await person.page.evaluate(FIRST_HELD) != was


async def grows(person: Person, was: int) -> None:
    assert await row_count(person) > was or await person.page.locator("#timeline-start").is_visible()


async def test_a_permalink_opens_around_its_message_and_a_button_jumps_to_the_newest(open_room, live_site):
    room, ada, bob = await open_room("Ada", "Bob", lines=LONG, enter=False)
    seq = (await live_site.call(server_actions.say, room.id, [(ada.id, "the last")]))[0] - 140
    await bob.goes_to(f"/rooms/{room.id}/at/{seq}/")
    await bob.is_online()
    await is_highlighted_in_view(bob, "line 21")
    await bob.does_not_see("the last")
    down = bob.page.locator("#jump-newest")
    await expect(down).to_have_text("Newest messages")
    await down.click()
    await expect(bob.message("the last")).to_be_in_viewport()
    await expect(down).to_be_hidden()


async def test_a_button_jumps_to_the_first_unread_message(open_room, live_site):
    room, ada, bob = await open_room("Ada", "Bob", lines=[(0, "old news")])
    await bob.sees("old news")
    await expect(bob.count_of(room.name)).to_be_hidden()
    await bob.goes_to("/rooms/")
    await live_site.call(server_actions.say, room.id, [(ada.id, f"news {count}") for count in range(1, 101)])
    await bob.enters(room.id)
    await expect(bob.message("news 100")).to_be_in_viewport()
    up = bob.page.locator("#jump-unread")
    await expect(up).to_have_text("100 unread messages")
    await up.click()
    await is_highlighted_in_view(bob, "news 1")
    await expect(bob.page.locator("#rows [data-key=unread] + .message [data-part=body]")).to_have_text("news 1")
    await expect(up).to_be_hidden()


async def test_new_messages_are_counted_and_do_not_move_a_reader_further_up(open_room):
    room, ada, bob = await open_room("Ada", "Bob", lines=LONG[:45])
    await bob.page.locator("#scroller").evaluate("element => { element.scrollTop = 0 }")
    await expect(bob.message("line 1")).to_be_in_viewport()
    top = await bob.page.evaluate(PLACE, "line 1")
    await ada.writes("first news", "second news")
    down = bob.page.locator("#jump-newest")
    await expect(down).to_have_text("2 new messages")
    assert await bob.page.evaluate(PLACE, "line 1") == top
    await expect(ada.count_of(room.name)).to_be_hidden()
    await expect(bob.count_of(room.name)).to_have_text("2")
    await down.click()
    await expect(bob.message("second news")).to_be_in_viewport()
    await expect(down).to_be_hidden()
    await expect(bob.count_of(room.name)).to_be_hidden()


async def test_the_arrow_key_edits_the_last_message(open_room):
    _room, ada, bob = await open_room("Ada", "Bob")
    await ada.writes("first", "helo")
    await ada.sees("helo")
    await ada.composer.press("ArrowUp")
    await expect(ada.composer).to_have_value("helo")
    await ada.writes("hello")
    for each in (ada, bob):
        await each.sees("hello")
        await expect(each.message("hello").locator("[data-part=edited]")).to_be_visible()
    await expect(ada.composer).to_have_value("")
    assert await wait_until_all_see_the_same(ada, bob) == [["Ada", "first"], ["Ada", "hello"]]
    await ada.composer.press("ArrowUp")
    await ada.presses("Escape")
    await expect(ada.composer).to_have_value("")


async def test_a_deleted_message_leaves_a_placeholder(open_room):
    _room, ada, bob = await open_room("Ada", "Bob", lines=[(0, "a slip"), (0, "well said")])
    await ada.chooses("delete", "a slip")
    await ada.clicks("Undo")
    await ada.sees("a slip")
    await expect(ada.toast).to_have_count(0)
    await ada.chooses("delete", "a slip")
    await ada.sees("This message was deleted")
    await bob.sees("a slip")
    for each in (ada, bob):
        await each.sees("This message was deleted")
    assert await wait_until_all_see_the_same(ada, bob) == [["Ada", "This message was deleted"], ["Ada", "well said"]]
    await expect(bob.page.locator("#rows")).not_to_contain_text("a slip")


async def test_a_quote_links_to_its_original(open_room):
    room, ada, bob = await open_room("Ada", "Bob", lines=[(0, "the question"), *LONG[:60]], enter=False)
    await ada.goes_to(f"/rooms/{room.id}/at/3/")
    await ada.is_online()
    await bob.enters(room.id)
    await ada.chooses("reply", "the question")
    await ada.writes("the answer")
    await bob.sees("the answer")
    quote = bob.message("the answer").locator(".quote")
    await expect(quote).to_contain_text("Ada the question")
    await quote.click()
    await is_highlighted_in_view(bob, "the question")


async def test_a_reaction_is_counted_and_each_person_can_remove_their_own(open_room):
    _room, ada, bob = await open_room("Ada", "Bob", lines=[(0, "lunch?")])
    await bob.message("lunch?").hover()
    await bob.message("lunch?").locator(".toolbar [data-action=react]").click()
    await bob.page.locator("#message-menu [data-emoji='🎉']").click()
    await expect(ada.page.locator(".reaction")).to_have_text("🎉 1")
    await ada.page.locator(".reaction").click()
    for each in (ada, bob):
        await expect(each.page.locator(".reaction")).to_have_text("🎉 2")
        await expect(each.page.locator(".reaction")).to_have_attribute("aria-pressed", "true")
    await bob.page.locator(".reaction").click()
    await expect(ada.page.locator(".reaction")).to_have_text("🎉 1")
    await expect(bob.page.locator(".reaction")).to_have_attribute("aria-pressed", "false")
    await ada.page.locator(".reaction").click()
    for each in (ada, bob):
        await expect(each.page.locator(".reaction")).to_have_count(0)


async def test_typing_is_shown_until_the_message_is_sent_or_cleared(open_room):
    _room, ada, bob = await open_room("Ada", "Bob")
    line = bob.page.locator("#typing")
    await bob.watches()
    await ada.types("I think")
    await expect(line).to_have_text("Ada is writing…")
    await expect(ada.page.locator("#typing")).to_be_empty()
    await ada.composer.fill("")
    await expect(line).to_be_empty()
    await ada.types("I think so")
    await expect(line).to_have_text("Ada is writing…")
    await ada.presses("Enter")
    await expect(line).to_be_empty()
    await bob.sees("I think so")
