"""No message is lost or doubled, whatever happens to the connection, the page or the server."""

import asyncio

from playwright.async_api import WebSocketRoute, expect

from tests.browser import backstage
from tests.browser.faults import NETWORK
from tests.browser.person import Person, all_see_the_same, within

STATE = "[data-part=state]"


class SocketGate:
    """Connects the sockets of a page to the server while it is open, and refuses them after it is closed."""

    def __init__(self) -> None:
        self._open: list[WebSocketRoute] = []
        self.is_open = True

    async def watch(self, person: Person) -> None:
        await person.context.route_web_socket("**/ws/**", self._connect)

    async def _connect(self, socket: WebSocketRoute) -> None:
        if self.is_open:
            socket.connect_to_server()
            self._open.append(socket)
        else:
            await socket.close(code=1013)

    async def close(self) -> None:
        self.is_open = False
        for socket in self._open:
            await socket.close(code=1013)


async def has_waiting(person: Person, *texts: str) -> None:
    async def check() -> None:
        assert await person.waiting() == list(texts)

    await within(check)


async def received(person: Person, text: str, times: int) -> None:
    assert person.sockets.count_frames(text) == times


async def test_a_page_survives_a_server_that_is_killed_while_the_user_types(new_site, visit):
    site = new_site()
    await site.do(backstage.set_up)
    made = {name: await site.do(backstage.person, name.lower(), display_name=name) for name in ("Ada", "Bob")}
    ada, bob = [await visit(site.url, name=name, session=each["session"]) for name, each in made.items()]
    number = await site.do(backstage.room, "Attic", [each["id"] for each in made.values()])
    for each in (ada, bob):
        each.faults.allow(NETWORK)
        await each.enters(number)
    early = [f"line {count}" for count in range(8)]

    async def kills() -> None:
        await ada.sees(early[3])
        await asyncio.to_thread(site.kill)

    await asyncio.gather(ada.writes(*early), kills())
    await expect(ada.banner).to_contain_text("No connection to the server.")
    await ada.writes("while it is down", "and once more")
    await bob.writes("me too")
    await has_waiting(bob, "me too")
    assert (await ada.waiting())[-2:] == ["while it is down", "and once more"]
    assert [text for _, text in await ada.said()] == [*early, "while it is down", "and once more"]

    await asyncio.to_thread(site.start)
    said = await all_see_the_same(ada, bob)
    assert [text for author, text in said if author == "Ada"] == [*early, "while it is down", "and once more"]
    assert [text for author, text in said if author == "Bob"] == ["me too"]
    for each in (ada, bob):
        await expect(each.banner).to_be_hidden()


async def test_pending_messages_survive_a_reload_and_are_sent_once_and_in_order(meet):
    room, ada, bob = await meet("Ada", "Bob", enter=False)
    gate = SocketGate()
    await gate.watch(ada)
    await ada.goes_to(f"/rooms/{room.id}/")
    await bob.enters(room.id)
    await ada.writes("before")
    await bob.sees("before")

    await gate.close()
    await ada.writes("first", "second", "third")
    await has_waiting(ada, "first", "second", "third")
    await ada.page.reload()
    await has_waiting(ada, "first", "second", "third")
    await bob.does_not_see("first")

    gate.is_open = True
    expected = [["Ada", text] for text in ("before", "first", "second", "third")]
    assert await all_see_the_same(ada, bob) == expected
    await ada.page.reload()
    await ada.sees("third")
    assert await all_see_the_same(ada, bob) == expected


async def test_a_refused_message_shows_the_reason_and_can_be_edited_retried_or_discarded(meet, site):
    room, ada, bob = await meet("Ada", "Bob")
    await bob.goes_offline()
    await bob.writes("one", "two", "three")
    await has_waiting(bob, "one", "two", "three")
    await site.do(backstage.archive, room.id, ada.id)
    await bob.comes_back()

    failed = bob.page.locator(".message--failed")
    await expect(failed).to_have_count(3)
    await expect(failed.first.locator(STATE)).to_contain_text("Not sent: This room is archived.")
    await expect(bob.composer).to_be_hidden()
    await failed.nth(2).get_by_role("button", name="Discard").click()
    await has_waiting(bob, "one", "two")
    await bob.page.reload()
    await has_waiting(bob, "one", "two")
    refusals = bob.sockets.count_frames('"archived"')
    await failed.first.get_by_role("button", name="Try again").click()
    await within(lambda: received(bob, '"archived"', refusals + 1))
    await expect(failed.first.locator(STATE)).to_contain_text("Not sent: This room is archived.")

    await site.do(backstage.archive, room.id, ada.id, on=False)
    await expect(bob.composer).to_be_visible()
    await failed.nth(1).get_by_role("button", name="Edit").click()
    await expect(bob.composer).to_have_value("two")
    await has_waiting(bob, "one")
    await bob.types(", but better")
    await bob.presses("Enter")
    await bob.sees("two, but better")
    await failed.first.get_by_role("button", name="Try again").click()
    assert await all_see_the_same(ada, bob) == [["Bob", "two, but better"], ["Bob", "one"]]
