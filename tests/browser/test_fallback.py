"""Where a WebSocket cannot pass the page is the same, and when it can the page returns to it."""

import asyncio
import itertools

import pytest_asyncio
from playwright.async_api import expect

from tests.browser import backstage
from tests.browser.faults import NETWORK
from tests.browser.person import Person, all_see_the_same
from tests.support.stripping_proxy import StrippingProxy

LIMITED = "Limited connection"
FALLBACK = 60_000
"""Milliseconds, far beyond the ten seconds that `tests/js/net/transport/transports.test.js` holds by its own clock."""
ANOTHER_NETWORK = "dispatchEvent(new Event('online'))"


@pytest_asyncio.fixture(loop_scope="package")
async def proxy(house):
    async with StrippingProxy(house.port) as proxy:
        yield proxy


@pytest_asyncio.fixture(loop_scope="package")
async def pair(house, visit, proxy, numbers):
    """Ada behind the proxy and Bob beside it, with a room of theirs that nobody has opened yet."""
    people = []
    for name, url in (("Ada", proxy.url), ("Bob", house.url)):
        username = f"{name.lower()}{next(numbers)}"
        made = await house.do(backstage.person, username, display_name=name)
        facts = {"id": made["id"], "username": username, "name": name, "session": made["session"]}
        people.append(await visit(url, **facts))
    people[0].faults.allow(NETWORK)
    number = await house.do(backstage.room, f"Attic {next(numbers)}", [each.id for each in people])
    return number, *people


async def polls(person: Person) -> None:
    await expect(person.banner).to_contain_text(LIMITED, timeout=FALLBACK)


async def returns_to_the_socket(person: Person) -> None:
    """At a network that has changed the page looks at once; else it would do so every 30 to 60 seconds."""
    await person.page.evaluate(ANOTHER_NETWORK)
    await expect(person.banner).to_be_hidden()
    await person.is_online()


async def test_two_people_talk_edit_delete_and_react_though_one_has_no_socket(pair, proxy):
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
    assert [text for _, text in (await all_see_the_same(ada, bob)) if text.startswith(("good", "hello"))] == [
        "good morning",
        "hello ada",
    ]
    await expect(bob.page.locator(".room__online [data-part=online]")).to_have_text("2")
    assert ada.sockets.greeted is False


async def test_the_people_on_the_screen_have_dots_though_there_is_no_socket(pair):
    room, ada, bob = pair
    await bob.enters(room)
    await bob.writes("hello")
    await ada.goes_to(f"/rooms/{room}/")
    await polls(ada)
    await expect(ada.message("hello").locator(".presence")).to_have_attribute("data-status", "online")
    await expect(ada.page.locator(".room__online [data-part=online]")).to_have_text("2")


async def test_what_is_unread_is_counted_and_cleared_in_every_tab(pair, house):
    room, ada, bob = pair
    name = f"Cellar of {ada.username}"
    cellar = await house.do(backstage.room, name, [bob.id, ada.id])
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


async def test_rooms_come_and_go(pair, house, numbers):
    room, ada, bob = pair
    await ada.goes_to(f"/rooms/{room}/")
    await polls(ada)
    name = f"Shed {next(numbers)}"
    shed = await house.do(backstage.room, name, [bob.id, ada.id], kind="private")
    await expect(ada.entry(name)).to_be_visible()
    await house.do(backstage.say, shed, [(bob.id, "welcome to the shed")])
    await ada.opens(name)
    await ada.sees("welcome to the shed")
    await ada.writes("thank you")
    await ada.sees("thank you")


async def test_what_is_written_offline_is_sent_once_and_in_order(pair):
    room, ada, bob = pair
    await ada.goes_to(f"/rooms/{room}/")
    await bob.enters(room)
    await polls(ada)
    await ada.writes("before")
    await all_see_the_same(ada, bob)
    await ada.goes_offline()
    await expect(ada.banner).to_contain_text("You are offline.")
    await ada.writes("first", "second", "third")
    await bob.writes("are you there?")
    await bob.sees("are you there?")
    assert await ada.waiting() == ["first", "second", "third"]
    await ada.comes_back()
    assert await all_see_the_same(ada, bob) == [
        ["Ada", "before"],
        ["Bob", "are you there?"],
        ["Ada", "first"],
        ["Ada", "second"],
        ["Ada", "third"],
    ]
    await polls(ada)


async def test_nothing_is_lost_or_doubled_on_the_way_to_the_socket_and_back(pair, proxy):
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
    said = await all_see_the_same(ada, bob)
    for name, texts in written.items():
        # The last one may have been interrupted between the keys and Enter.
        heard = [text for author, text in said if author == name]
        assert heard in (texts, texts[:-1])


async def test_a_proxy_that_never_answers_is_found_out_in_time(pair, proxy):
    room, ada, _ = pair
    proxy.manner = "swallow"
    await ada.goes_to(f"/rooms/{room}/")
    await polls(ada)
    await ada.writes("here I am")
    await ada.sees("here I am")


async def test_a_site_that_is_down_is_not_asked_more_often_than_its_page_says(new_house, visit):
    house = new_house()
    await house.do(backstage.set_up)
    made = await house.do(backstage.person, "ada")
    room = await house.do(backstage.room, "Attic", [made["id"]])
    async with StrippingProxy(house.port) as proxy:
        ada = await visit(proxy.url, name="Ada", session=made["session"])
        ada.faults.allow(NETWORK)
        await ada.goes_to(f"/rooms/{room}/")
        await polls(ada)
        await ada.writes("before")
        await ada.sees("before")
        await asyncio.to_thread(house.kill)
        await expect(ada.banner).to_contain_text("No connection to the server.")
        await ada.writes("meanwhile")
        before = proxy.plain + proxy.upgraded
        # What is measured is a rate, so time has to pass.
        await ada.page.wait_for_timeout(5_000)
        assert proxy.plain + proxy.upgraded - before <= 40
        await asyncio.to_thread(house.start)
        await ada.sees("meanwhile")
        await polls(ada)
