"""Link previews, which appear below a message while somebody reads."""

import asyncio

from playwright.async_api import expect

from tests.browser import server_actions

URL = "https://a.example/tea"
FACTS = {"url": URL, "title": "All about <b>tea</b>", "description": "leaf " * 70, "site_name": "The Tea Site"}
# In one go: the row in view and where it stands, until the preview above it is there.
HELD = """async (seq) => {
    const scroller = document.querySelector("#scroller");
    const card = document.querySelector(`#rows [data-seq="${seq}"] .previews`);
    const row = [...document.querySelectorAll("#rows .message")].at(-35);
    row.scrollIntoView({block: "start"});
    await new Promise(requestAnimationFrame);
    const top = () => row.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    const before = top();
    document.body.dataset.waits = "";
    await new Promise(resolve => new MutationObserver(resolve).observe(card, {attributes: true}));
    await new Promise(requestAnimationFrame);
    return [before, top(), scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight > 48];
}"""


async def test_a_preview_appears_as_text_alone_and_can_be_removed(open_room, live_site):
    room, ada, bob = await open_room("Ada", "Bob", lines=[(1, URL), (0, "ah")])
    asked = []
    ada.page.on("request", lambda request: asked.append(request.url))
    seq = int(await ada.message(URL).get_attribute("data-seq"))
    await live_site.call(server_actions.show_previews, room.id, seq, FACTS)
    card = ada.message(URL).locator(".preview")
    await expect(card.get_by_role("link", name="All about <b>tea</b>")).to_have_attribute("href", URL)
    await expect(card).to_contain_text("The Tea Site")
    lines = "element => element.clientHeight / parseFloat(getComputedStyle(element).lineHeight)"
    assert round(await card.locator("[data-part=text]").evaluate(lines)) == 2
    await ada.page.reload()
    await expect(card).to_be_visible()
    assert [url for url in asked if not url.startswith((live_site.url, live_site.url.replace("http", "ws")))] == []
    await bob.message(URL).locator(".preview").hover()
    await bob.message(URL).get_by_role("button", name="Remove the preview").click()
    await expect(card).to_have_count(0)
    await expect(ada.message(URL).locator(".previews")).to_be_hidden()


async def test_previews_are_shown_with_a_whole_message_but_not_in_search_results(open_room, live_site):
    room, ada = await open_room("Ada", lines=[(0, f"{URL} steeping")])
    await ada.chooses("save", URL)
    await ada.chooses("pin", URL)
    await live_site.call(
        server_actions.show_previews, room.id, int(await ada.message(URL).get_attribute("data-seq")), FACTS
    )
    await expect(ada.message(URL).locator(".preview")).to_be_visible()
    await ada.page.locator("[data-action=toggle-pins]").click()
    await expect(ada.page.locator("#pin-list .preview")).to_contain_text("The Tea Site")
    await ada.presses("Control+f")
    await ada.page.locator("#search-input").fill("steeping")
    await expect(ada.page.locator("#search-results .found")).to_have_count(1)
    await expect(ada.page.locator("#search .preview")).to_have_count(0)
    await ada.goes_to("/saved/")
    await expect(ada.page.locator("#view-body .preview")).to_contain_text("The Tea Site")


async def test_only_people_who_may_change_the_message_can_remove_its_previews(open_room, live_site):
    room, ada, bob, cy = await open_room("Ada", "Bob", "Cy", lines=[(1, URL)])
    await live_site.call(
        server_actions.show_previews, room.id, int(await ada.message(URL).get_attribute("data-seq")), FACTS
    )
    for person, may in ((ada, True), (bob, True), (cy, False)):
        await expect(person.message(URL).locator(".preview")).to_be_visible()
        remove = person.message(URL).locator("[data-part=remove-previews]")
        await expect(remove).to_have_js_property("hidden", not may)


async def test_a_preview_above_the_screen_does_not_move_what_is_read(open_room, live_site):
    lines = [(0, URL), *((0, f"line {count}") for count in range(45))]
    room, ada = await open_room("Ada", lines=lines)
    seq = int(await ada.message(URL).get_attribute("data-seq"))
    held = asyncio.ensure_future(ada.page.evaluate(HELD, seq))
    await expect(ada.page.locator("body[data-waits]")).to_have_count(1)
    await live_site.call(server_actions.show_previews, room.id, seq, FACTS)
    before, after, reading = await held
    assert reading
    assert abs(after - before) < 1
