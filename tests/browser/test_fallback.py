"""Behind a proxy that blocks WebSockets the page works the same, and it returns to a WebSocket when it can."""

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
"""Milliseconds. Far more than the ten seconds that tests/js/net/transport/transports.test.js checks by a fake clock."""
ANOTHER_NETWORK = "dispatchEvent(new Event('online'))"


@pytest_asyncio.fixture(loop_scope="package")
async def proxy(site):
    async with StrippingProxy(site.port) as proxy:
        yield proxy


@pytest_asyncio.fixture(loop_scope="package")
async def pair(site, visit, proxy, numbers):
    """Ada uses the proxy and Bob does not. They share a room that is not open yet."""
    people = []
    for name, url in (("Ada", proxy.url), ("Bob", site.url)):
        username = f"{name.lower()}{next(numbers)}"
        made = await site.do(backstage.person, username, display_name=name)
        facts = {"id": made["id"], "username": username, "name": name, "session": made["session"]}
        people.append(await visit(url, **facts))
    people[0].faults.allow(NETWORK)
    number = await site.do(backstage.room, f"Attic {next(numbers)}", [each.id for each in people])
    return number, *people


async def polls(person: Person) -> None:
    await expect(person.banner).to_contain_text(LIMITED, timeout=FALLBACK)


async def returns_to_the_socket(person: Person) -> None:
    """Report a change of the network, after which the page tries a socket immediately, not after 30 to 60 seconds."""
    await person.page.evaluate(ANOTHER_NETWORK)
    await expect(person.banner).to_be_hidden()
    await person.is_online()


async def test_a_user_without_a_socket_can_send_edit_delete_and_react(pair, proxy):
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


async def test_unread_counts_change_in_every_tab(pair, site):
    room, ada, bob = pair
    name = f"Cellar of {ada.username}"
    cellar = await site.do(backstage.room, name, [bob.id, ada.id])
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


async def test_rooms_are_added_and_removed(pair, site, numbers):
    room, ada, bob = pair
    await ada.goes_to(f"/rooms/{room}/")
    await polls(ada)
    name = f"Shed {next(numbers)}"
    shed = await site.do(backstage.room, name, [bob.id, ada.id], kind="private")
    await expect(ada.entry(name)).to_be_visible()
    await site.do(backstage.say, shed, [(bob.id, "welcome to the shed")])
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


async def test_switching_to_the_socket_and_back_loses_or_doubles_no_message(pair, proxy):
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
            # Keep typing fast during the whole test.
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
        # The last message may have been interrupted before Enter.
        heard = [text for author, text in said if author == name]
        assert heard in (texts, texts[:-1])


async def test_a_proxy_that_never_answers_leads_to_polling(pair, proxy):
    room, ada, _ = pair
    proxy.manner = "swallow"
    await ada.goes_to(f"/rooms/{room}/")
    await polls(ada)
    await ada.writes("here I am")
    await ada.sees("here I am")


async def test_a_page_limits_its_requests_to_a_site_that_is_down(new_site, visit):
    site = new_site()
    await site.do(backstage.set_up)
    made = await site.do(backstage.person, "ada")
    room = await site.do(backstage.room, "Attic", [made["id"]])
    async with StrippingProxy(site.port) as proxy:
        ada = await visit(proxy.url, name="Ada", session=made["session"])
        ada.faults.allow(NETWORK)
        await ada.goes_to(f"/rooms/{room}/")
        await polls(ada)
        await ada.writes("before")
        await ada.sees("before")
        await asyncio.to_thread(site.kill)
        await expect(ada.banner).to_contain_text("No connection to the server.")
        await ada.writes("meanwhile")
        before = proxy.plain + proxy.upgraded
        # The test measures a rate, so it needs real time.
        await ada.page.wait_for_timeout(5_000)
        assert proxy.plain + proxy.upgraded - before <= 40
        await asyncio.to_thread(site.start)
        await ada.sees("meanwhile")
        await polls(ada)
