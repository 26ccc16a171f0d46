"""Typed text is shown as text: the corpus of hostile input does nothing in a real page."""

import re
import uuid
from datetime import UTC, datetime, timedelta

from playwright.async_api import expect

from tests.browser import server_actions
from tests.text.messages.test_markdown import HOSTILE

# The others are refused, as tests of the actions show.
STORABLE = [text for text in HOSTILE if not re.search(r"[\x00-\x08\x0b-\x1f]", text)]
NAMES = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "{{7*7}} ${alert(1)}",
]
ALIVE = (
    "#rows :is(script, img, svg:not(.icon), iframe, object, embed, form, style, link, base, meta,"
    " input:not([type=checkbox][disabled]))"
)


async def test_hostile_messages_are_text(open_room, live_site):
    room, ada, bob = await open_room("Ada", "Bob", lines=[(0, text) for text in STORABLE])
    await live_site.call(server_actions.say, room.id, [(ada.id, text) for text in STORABLE])
    await ada.writes(*STORABLE[:5], "the end")
    await bob.sees("the end")
    await bob.page.reload()
    await bob.sees("the end")
    while not await bob.page.locator("#timeline-start").is_visible():
        await bob.page.locator("#scroller").evaluate("element => { element.scrollTop = 0 }")
        await bob.page.evaluate("() => new Promise(requestAnimationFrame)")
    for each in (ada, bob):
        await expect(each.page.locator(ALIVE)).to_have_count(0)
        links = await each.page.locator("#rows .prose a").evaluate_all("links => links.map(({protocol}) => protocol)")
        assert set(links) <= {"http:", "https:", "mailto:"}
    await bob.chooses("reply", "the end")
    await bob.writes("answered")
    await ada.sees("answered")


async def test_hostile_names_are_text(open_room, live_site, create_people):
    _room, ada = await open_room("Ada")
    for name in NAMES:
        (eve,) = await create_people("Eve")
        await live_site.call(server_actions.rename, eve.id, name)
        hostile = await live_site.call(
            server_actions.create_room, f"{name} {eve.id}"[:80], [eve.id, ada.id], topic=name
        )
        await live_site.call(server_actions.say, hostile, [(eve.id, "look at my name")])
        await ada.opens(f"{name} {eve.id}"[:80])
        await ada.sees("look at my name")
        await expect(ada.message("look at my name").locator("[data-part=author]")).to_have_text(name)
        await expect(ada.page.locator("[data-part=topic]")).to_have_text(name)
        await ada.chooses("reply", "look at my name")
        await ada.types(f"@{eve.username[:3]}")
        await expect(ada.page.locator("#completions")).to_contain_text(name)
        await ada.presses("Enter", "Enter")
        await expect(ada.page.locator(".quote__author").last).to_have_text(name)
    await ada.page.locator("[data-action=toggle-members]").click()
    await expect(ada.page.locator("#members")).to_contain_text(NAMES[-1])
    for path in (
        f"/people/?q={eve.username}",
        f"/rooms/?q={eve.id}",
        f"/rooms/{hostile}/settings/",
        f"/rooms/{hostile}/",
    ):
        await ada.goes_to(path)
        await expect(ada.page.locator("body")).to_contain_text(NAMES[-1])


PLACES = ":is(#pins, #thread, #search, #view-body, #later, #history, #rows)"
INSERTED = f"{PLACES} :is(script, svg:not(.icon), iframe, form form, [onerror])"
ASK = """async ([path, body]) => {
    const token = document.querySelector("meta[name=csrf-token]").content;
    const headers = {"Content-Type": "application/json", "X-CSRFToken": token};
    return (await fetch(`/api/v1${path}`, {method: "POST", headers, body: JSON.stringify(body)})).status;
}"""


async def test_hostile_words_are_text_wherever_else_they_are_shown(open_room):
    """Polls, files, pins, saved messages, threads, reminders, scheduled messages, search."""
    room, ada, bob = await open_room("Ada", "Bob")
    soon = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    for number, text in enumerate(NAMES):
        poll = {"question": text, "options": [f"{text} one", f"{text} two"], "clientId": str(uuid.uuid4())}
        assert await bob.page.evaluate(ASK, [f"/rooms/{room.id}/polls", poll]) == 201
        await expect(ada.page.locator(".poll__question").nth(number)).to_have_text(text)
        await expect(ada.page.locator(".poll__choice").nth(number * 2)).to_contain_text(f"{text} one")
        reminder = {"text": text, "at": soon}
        assert await ada.page.evaluate(ASK, ["/reminders", reminder]) == 201
        put_off = {"roomId": room.id, "content": text, "sendAt": soon, "clientId": str(uuid.uuid4())}
        assert await ada.page.evaluate(ASK, ["/scheduled", put_off]) == 201
        file = {"name": f"{text.replace('/', '')}.txt", "mimeType": "text/plain", "buffer": b"x"}
        await bob.page.locator("#file-chooser").set_input_files([file])
        await bob.writes(f"@{ada.username} {text}")
        await expect(ada.page.locator(".file-card")).to_have_count(number + 1)
    await ada.page.locator("#send-later").click()
    await expect(ada.page.locator("#later")).to_contain_text(NAMES[0])
    await ada.presses("Escape")
    row = ada.page.locator("#rows .message[data-seq]").last
    for action, place in (("save", None), ("pin", "[data-action=toggle-pins]"), ("open-thread", None)):
        await row.hover()
        await row.locator(".toolbar [data-action=menu]").click()
        await ada.page.locator(f"#message-menu [data-action={action}]").click()
        if place:
            await ada.page.locator(place).click()
            await expect(ada.page.locator("#pin-list")).to_contain_text(NAMES[-1])
    await expect(ada.page.locator("#thread-root")).to_contain_text(NAMES[-1])
    await expect(ada.page.locator(INSERTED)).to_have_count(0)
    for path in ("/saved/", "/search?q=alert"):
        await ada.goes_to(path)
        await expect(ada.page.locator(":is(#view-body, #search-results)").filter(has_text="alert(1)")).to_be_visible()
        await expect(ada.page.locator(INSERTED)).to_have_count(0)


async def test_a_page_loads_nothing_from_other_sites(open_room, live_site):
    room, ada = await open_room("Ada")
    for path in ("/", "/rooms/", "/rooms/new/", "/people/", "/profile/", f"/rooms/{room.id}/settings/"):
        await ada.goes_to(path)
        loaded = await ada.page.evaluate("performance.getEntriesByType('resource').map(({name}) => name)")
        assert [address for address in loaded if not address.startswith(live_site.url)] == []
