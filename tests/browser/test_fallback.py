"""Without WebSocket the page works the same by long poll, and it returns to WebSocket when it can."""

import asyncio
import itertools

import pytest_asyncio
from playwright.async_api import expect

from tests.browser import server_actions
from tests.browser.page_errors import NETWORK_ERRORS
from tests.browser.person import Person, wait_until_all_see_the_same
from tests.support.stripping_proxy import StrippingProxy

LIMITED = "Limited connection"
FALLBACK = 60_000
"""Milliseconds, far beyond the ten seconds that `tests/js/net/transport/transports.test.js` holds by its own clock."""
ANOTHER_NETWORK = "dispatchEvent(new Event('online'))"


@pytest_asyncio.fixture(loop_scope="package")
async def proxy(live_site):
    async with StrippingProxy(live_site.port) as proxy:
        yield proxy


@pytest_asyncio.fixture(loop_scope="package")
async def pair(live_site, visit, proxy, numbers):
    """Ada behind the proxy and Bob without it, with a room that nobody has opened yet."""
    people = []
    for name, url in (("Ada", proxy.url), ("Bob", live_site.url)):
        username = f"{name.lower()}{next(numbers)}"
        made = await live_site.call(server_actions.create_person, username, display_name=name)
        facts = {"id": made["id"], "username": username, "name": name, "session": made["session"]}
        people.append(await visit(url, **facts))
    people[0].errors.allow(NETWORK_ERRORS)
    number = await live_site.call(server_actions.create_room, f"Attic {next(numbers)}", [each.id for each in people])
    return number, *people


async def polls(person: Person) -> None:
    await expect(person.banner).to_contain_text(LIMITED, timeout=FALLBACK)


async def returns_to_the_socket(person: Person) -> None:
    """Tell the page that the network changed, so that it probes now and not after 30 to 60 seconds."""
    await person.page.evaluate(ANOTHER_NETWORK)
    await expect(person.banner).to_be_hidden()
    await person.is_online()


async def test_two_people_talk_edit_delete_and_react_while_one_has_no_websocket(pair, proxy):
    room, ada, bob = pair
    await ada.goes_to(f"/rooms/{room}/")
    await bob.enters(room)
    await polls(ada)
    await ada.writes("hello bob", "a slip")
    await bob.sees("hello bob", "a slip")
    await bob.writes("hello ada", "look here")
    await ada.sees("hello ada", "look here")

    await ada.chooses("edit", "hello bob")
    await ada.composer.fill("good morning")
    await ada.composer.press("Enter")
    await bob.sees("good morning")
    await bob.chooses("edit", "look here")
    await bob.composer.fill("look there")
    await bob.composer.press("Enter")
    await ada.sees("look there")

    await ada.chooses("delete", "a slip")
    await bob.does_not_see("a slip")
    await bob.chooses("delete", "look there")
    await ada.does_not_see("look there")

    for one, other, text in ((ada, bob, "hello ada"), (bob, ada, "good morning")):
        await one.message(text).hover()
        await one.message(text).locator(".toolbar [data-action=react]").click()
        await one.page.locator("#message-menu [data-emoji='🎉']").click()
        await expect(other.message(text).locator(".reaction")).to_contain_text("🎉")
    assert [
        text for _, text in (await wait_until_all_see_the_same(ada, bob)) if text.startswith(("good", "hello"))
    ] == [
        "good morning",
        "hello ada",
    ]
    await expect(bob.page.locator(".room__online [data-part=online]")).to_have_text("2")
    assert ada.sockets.greeted is False


async def test_people_on_the_screen_have_dots_without_a_websocket(pair):
    room, ada, bob = pair
    await bob.enters(room)
    await bob.writes("hello")
    await ada.goes_to(f"/rooms/{room}/")
    await polls(ada)
    await expect(ada.message("hello").locator(".presence")).to_have_attribute("data-status", "online")
    await expect(ada.page.locator(".room__online [data-part=online]")).to_have_text("2")


async def test_unread_counts_are_shown_and_cleared_in_every_tab(pair, live_site):
    room, ada, bob = pair
    name = f"Cellar of {ada.username}"
    cellar = await live_site.call(server_actions.create_room, name, [bob.id, ada.id])
    await ada.goes_to(f"/rooms/{room}/")
    other = await ada.another_tab()
    await other.goes_to(f"/rooms/{room}/")
    for tab in (ada, other):
        await polls(tab)
    await bob.enters(cellar)
    await bob.writes("nothing much", f"@{ada.username} please look")
    for tab in (ada, other):
        await expect(tab.count_of(name)).to_have_text("1")
    await other.page.bring_to_front()
    await other.opens(name)
    await other.sees("nothing much")
    for tab in (ada, other):
        await expect(tab.count_of(name)).to_be_hidden()


async def test_rooms_appear_and_disappear(pair, live_site, numbers):
    room, ada, bob = pair
    await ada.goes_to(f"/rooms/{room}/")
    await polls(ada)
    name = f"Shed {next(numbers)}"
    shed = await live_site.call(server_actions.create_room, name, [bob.id, ada.id], kind="private")
    await expect(ada.entry(name)).to_be_visible()
    await live_site.call(server_actions.say, shed, [(bob.id, "welcome to the shed")])
    await ada.opens(name)
    await ada.sees("welcome to the shed")
    await ada.writes("thank you")
    await ada.sees("thank you")


async def test_messages_written_offline_are_sent_once_and_in_order(pair):
    room, ada, bob = pair
    await ada.goes_to(f"/rooms/{room}/")
    await bob.enters(room)
    await polls(ada)
    await ada.writes("before")
    await wait_until_all_see_the_same(ada, bob)
    await ada.goes_offline()
    await expect(ada.banner).to_contain_text("You are offline.")
    await ada.writes("first", "second", "third")
    await bob.writes("are you there?")
    await bob.sees("are you there?")
    assert await ada.waiting() == ["first", "second", "third"]
    await ada.comes_back()
    assert await wait_until_all_see_the_same(ada, bob) == [
        ["Ada", "before"],
        ["Bob", "are you there?"],
        ["Ada", "first"],
        ["Ada", "second"],
        ["Ada", "third"],
    ]
    await polls(ada)


async def test_nothing_is_lost_or_doubled_when_the_transport_changes(pair, proxy):
    room, ada, bob = pair
    proxy.manner = "refuse"
    await ada.goes_to(f"/rooms/{room}/")
    await bob.enters(room)
    await polls(ada)
    written: dict[str, list[str]] = {"Ada": [], "Bob": []}

    async def talks(person: Person) -> None:
        for number in itertools.count():
            text = f"{person.name} {number}"
            written[person.name].append(text)
            await person.writes(text)
            # Somebody who types fast, all the while.
            await asyncio.sleep(0.2)

    async def all_seen() -> None:
        await ada.sees(written["Bob"][-1])
        await bob.sees(written["Ada"][-1])

    talkers = [asyncio.create_task(talks(each)) for each in (ada, bob)]
    try:
        await ada.sees("Bob 0")
        await bob.sees("Ada 0")
        proxy.manner = "pass"
        await returns_to_the_socket(ada)
        await all_seen()
        proxy.manner = "strip"
        proxy.cut_sockets()
        await polls(ada)
        await all_seen()
        proxy.manner = "pass"
        await returns_to_the_socket(ada)
        await all_seen()
    finally:
        for each in talkers:
            each.cancel()
        await asyncio.gather(*talkers, return_exceptions=True)
    said = await wait_until_all_see_the_same(ada, bob)
    for name, texts in written.items():
        # The last one may have been interrupted between the keys and Enter.
        heard = [text for author, text in said if author == name]
        assert heard in (texts, texts[:-1])


async def test_a_proxy_that_never_answers_is_detected_in_time(pair, proxy):
    room, ada, _ = pair
    proxy.manner = "swallow"
    await ada.goes_to(f"/rooms/{room}/")
    await polls(ada)
    await ada.writes("here I am")
    await ada.sees("here I am")


async def test_a_page_does_not_retry_a_server_that_is_down_too_often(new_site, visit):
    live_site = new_site()
    await live_site.call(server_actions.set_up)
    made = await live_site.call(server_actions.create_person, "ada")
    room = await live_site.call(server_actions.create_room, "Attic", [made["id"]])
    async with StrippingProxy(live_site.port) as proxy:
        ada = await visit(proxy.url, name="Ada", session=made["session"])
        ada.errors.allow(NETWORK_ERRORS)
        await ada.goes_to(f"/rooms/{room}/")
        await polls(ada)
        await ada.writes("before")
        await ada.sees("before")
        await asyncio.to_thread(live_site.kill)
        await expect(ada.banner).to_contain_text("No connection to the server.")
        await ada.writes("meanwhile")
        before = proxy.plain + proxy.upgraded
        # A rate is measured, so time has to pass.
        await ada.page.wait_for_timeout(5_000)
        assert proxy.plain + proxy.upgraded - before <= 40
        await asyncio.to_thread(live_site.start)
        await ada.sees("meanwhile")
        await polls(ada)
