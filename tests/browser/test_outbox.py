"""No message is lost or doubled, whatever happens to the connection, the page or the server."""

import asyncio

from playwright.async_api import WebSocketRoute, expect

from tests.browser import server_actions
from tests.browser.page_errors import NETWORK_ERRORS
from tests.browser.person import Person, retry_until_it_passes, wait_until_all_see_the_same

STATE = "[data-part=state]"


class Doorman:
    """Forwards a page's WebSockets to the server, or blocks them."""

    def __init__(self) -> None:
        self._open: list[WebSocketRoute] = []
        self.is_there = True

    async def stands_before(self, person: Person) -> None:
        await person.context.route_web_socket("**/ws/**", self._comes)

    async def _comes(self, socket: WebSocketRoute) -> None:
        if self.is_there:
            socket.connect_to_server()
            self._open.append(socket)
        else:
            await socket.close(code=1013)

    async def shuts(self) -> None:
        self.is_there = False
        for socket in self._open:
            await socket.close(code=1013)


async def waits(person: Person, *texts: str) -> None:
    async def check() -> None:
        assert await person.waiting() == list(texts)

    await retry_until_it_passes(check)


async def hears(person: Person, text: str, times: int) -> None:
    assert person.sockets.heard(text) == times


async def test_a_page_survives_a_server_that_is_killed_while_somebody_writes(new_site, visit):
    live_site = new_site()
    await live_site.call(server_actions.set_up)
    made = {
        name: await live_site.call(server_actions.create_person, name.lower(), display_name=name)
        for name in ("Ada", "Bob")
    }
    ada, bob = [await visit(live_site.url, name=name, session=each["session"]) for name, each in made.items()]
    number = await live_site.call(server_actions.create_room, "Attic", [each["id"] for each in made.values()])
    for each in (ada, bob):
        each.errors.allow(NETWORK_ERRORS)
        await each.enters(number)
    early = [f"line {count}" for count in range(8)]

    async def kills() -> None:
        await ada.sees(early[3])
        await asyncio.to_thread(live_site.kill)

    await asyncio.gather(ada.writes(*early), kills())
    await expect(ada.banner).to_contain_text("No connection to the server.")
    await ada.writes("while it is down", "and once more")
    await bob.writes("me too")
    await waits(bob, "me too")
    assert (await ada.waiting())[-2:] == ["while it is down", "and once more"]
    assert [text for _, text in await ada.said()] == [*early, "while it is down", "and once more"]

    await asyncio.to_thread(live_site.start)
    said = await wait_until_all_see_the_same(ada, bob)
    assert [text for author, text in said if author == "Ada"] == [*early, "while it is down", "and once more"]
    assert [text for author, text in said if author == "Bob"] == ["me too"]
    for each in (ada, bob):
        await expect(each.banner).to_be_hidden()


async def test_waiting_messages_survive_a_reload_and_are_sent_once_and_in_order(open_room):
    room, ada, bob = await open_room("Ada", "Bob", enter=False)
    doorman = Doorman()
    await doorman.stands_before(ada)
    await ada.goes_to(f"/rooms/{room.id}/")
    await bob.enters(room.id)
    await ada.writes("before")
    await bob.sees("before")

    await doorman.shuts()
    await ada.writes("first", "second", "third")
    await waits(ada, "first", "second", "third")
    await ada.page.reload()
    await waits(ada, "first", "second", "third")
    await bob.does_not_see("first")

    doorman.is_there = True
    expected = [["Ada", text] for text in ("before", "first", "second", "third")]
    assert await wait_until_all_see_the_same(ada, bob) == expected
    await ada.page.reload()
    await ada.sees("third")
    assert await wait_until_all_see_the_same(ada, bob) == expected


async def test_a_refusal_says_why_and_the_text_can_be_edited_tried_again_or_discarded(open_room, live_site):
    room, ada, bob = await open_room("Ada", "Bob")
    await bob.goes_offline()
    await bob.writes("one", "two", "three")
    await waits(bob, "one", "two", "three")
    await live_site.call(server_actions.archive, room.id, ada.id)
    await bob.comes_back()

    failed = bob.page.locator(".message--failed")
    await expect(failed).to_have_count(3)
    await expect(failed.first.locator(STATE)).to_contain_text("Not sent: This room is archived.")
    await expect(bob.composer).to_be_hidden()
    await failed.nth(2).get_by_role("button", name="Discard").click()
    await waits(bob, "one", "two")
    await bob.page.reload()
    await waits(bob, "one", "two")
    refusals = bob.sockets.heard('"archived"')
    await failed.first.get_by_role("button", name="Try again").click()
    await retry_until_it_passes(lambda: hears(bob, '"archived"', refusals + 1))
    await expect(failed.first.locator(STATE)).to_contain_text("Not sent: This room is archived.")

    await live_site.call(server_actions.archive, room.id, ada.id, on=False)
    await expect(bob.composer).to_be_visible()
    await failed.nth(1).get_by_role("button", name="Edit").click()
    await expect(bob.composer).to_have_value("two")
    await waits(bob, "one")
    await bob.types(", but better")
    await bob.presses("Enter")
    await bob.sees("two, but better")
    await failed.first.get_by_role("button", name="Try again").click()
    assert await wait_until_all_see_the_same(ada, bob) == [["Bob", "two, but better"], ["Bob", "one"]]
