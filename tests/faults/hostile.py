"""The deeds of one hostile person, as fast as the site takes them. A new one is a function that DEEDS lists.

Those that are requests with files, or need no account, are in `hostile_requests`.
"""

import asyncio
import contextlib
import itertools
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from tests.faults.site import Site
from tests.support.hostile_texts import CODE, TEXTS, fenced
from tests.support.websocket_client import LOST, Client, new_id

IN_FLIGHT = 30
"""Commands that one socket has sent and that are not answered yet."""
SOCKETS = 10
REQUESTS = 10
"""Requests at the same time."""
LENGTH = 4_000
Json = dict[str, Any]

STAGE = """
import uuid
from chat.actions.messages import messages
from chat.actions.rooms import memberships, rooms
from chat.models import Kind, Membership, User
from chat.rate_limits.kinds import free_of_charge
people = list(User.objects.filter(pk__in={people}).order_by("pk"))
with free_of_charge():
    square = rooms.create(by=people[0], name="Square {number}")
    for person in people[1:]:
        memberships.add(by=people[0], room_id=square.pk, user_id=person.pk)
    Membership.objects.filter(room=square).update(role="owner")
    for number in range(200):
        messages.send(by=people[0], room_id=square.pk, content=f"Message {{number}} " + "word " * 100,
            client_id=uuid.uuid4())
answer = square.pk
"""


class Attacker:
    """A person with many sockets and connections, who takes no refusal for an answer.

    Attributes:
        room_id: A room with the usual rate limits, which they own, with 200 messages.
        refused: How many commands and requests were refused.
        done: How many were accepted.
    """

    def __init__(self, site: Site, person: Json, others: list[Json]) -> None:
        self.site, self.person, self.others = site, person, others
        self.room_id = 0
        self.done = self.refused = 0
        self._clients: list[Client] = []
        self._http: aiohttp.ClientSession | None = None

    async def prepare(self) -> None:
        """Make the room, with all others in it."""
        people = [self.person["id"], *(other["id"] for other in self.others)]
        self.room_id = await self.site.servers[0].run(STAGE.format(people=people, number=self.person["id"]))

    async def close(self) -> None:
        for client in self._clients:
            client.cut()
        if self._http is not None:
            await self._http.close()

    async def connect(self) -> Client:
        client = await Client.connect(self.site.urls[0], token=self.person["token"], batch=True)
        self._clients.append(client)
        await client.expect("welcome")
        return client

    async def flood(self, type: str, data: Callable[[], Json], *, sockets: int = 1) -> None:
        """Send commands for ever, with IN_FLIGHT of them under way on each socket."""
        clients = [await self.connect() for _ in range(sockets)]
        await asyncio.gather(*(self._flood(client, type, data) for client in clients))

    async def _flood(self, client: Client, type: str, data: Callable[[], Json]) -> None:
        while True:
            answers = [await client.start(type, **data()) for _ in range(IN_FLIGHT)]
            for answer in asyncio.as_completed(answers):
                self.count((await answer)["data"]["success"])
                client.journal.clear()

    async def request(
        self,
        method: str,
        path: Callable[[], str],
        body: Callable[[], Json] | None = None,
        *,
        form: Callable[[], aiohttp.FormData] | None = None,
    ) -> None:
        """Make requests for ever, REQUESTS at a time, with a body of JSON or a form."""
        self._http = aiohttp.ClientSession(headers={"Authorization": f"Bearer {self.person['token']}"})
        await asyncio.gather(*(self._request(self._http, method, path, body, form) for _ in range(REQUESTS)))

    async def open_pages(self, path: Callable[[], str]) -> None:
        """Open pages of the site for ever, REQUESTS at a time."""
        self._http = aiohttp.ClientSession(cookies={"sessionid": self.person["session"]})
        await asyncio.gather(*(self._request(self._http, "GET", path) for _ in range(REQUESTS)))

    async def _request(
        self,
        http: aiohttp.ClientSession,
        method: str,
        path: Callable[[], str],
        body: Callable[[], Json] | None = None,
        form: Callable[[], aiohttp.FormData] | None = None,
    ) -> None:
        while True:
            what: Json = {"data": form()} if form else {"json": body() if body else None}
            async with http.request(method, self.site.urls[0] + path(), **what) as response:
                await response.read()
                assert response.status < 500, await response.text()
                self.count(response.status < 400)

    def count(self, is_done: bool) -> None:
        self.done += is_done
        self.refused += not is_done


Deed = Callable[[Attacker], Awaitable[None]]


def messages(text: str) -> Deed:
    async def do(attacker: Attacker) -> None:
        await attacker.flood(
            "chat:send", lambda: {"roomId": attacker.room_id, "content": text, "clientId": new_id()}, sockets=3
        )

    return do


def edits(text: str) -> Deed:
    async def do(attacker: Attacker) -> None:
        numbers = itertools.count()
        first = await (await attacker.connect()).say(attacker.room_id, "Hello")
        await attacker.flood(
            "chat:edit", lambda: {"messageId": first["messageId"], "content": f"{text[:-9]} {next(numbers)}"}, sockets=3
        )

    return do


async def reactions(attacker: Attacker) -> None:
    numbers = itertools.count()
    first = await (await attacker.connect()).say(attacker.room_id, "Hello")
    await attacker.flood(
        "chat:react", lambda: {"messageId": first["messageId"], "emoji": "👍", "on": next(numbers) % 2 == 0}, sockets=3
    )


async def pins(attacker: Attacker) -> None:
    numbers = itertools.count()
    first = await (await attacker.connect()).say(attacker.room_id, "Hello")
    await attacker.flood("chat:pin", lambda: {"messageId": first["messageId"], "on": next(numbers) % 2 == 0}, sockets=3)


async def syncs(attacker: Attacker) -> None:
    await attacker.flood("sync", lambda: {"roomId": attacker.room_id, "rev": 0, "limit": 500}, sockets=SOCKETS)


async def history(attacker: Attacker) -> None:
    await attacker.flood("history", lambda: {"roomId": attacker.room_id, "limit": 100}, sockets=SOCKETS)


async def read_marks(attacker: Attacker) -> None:
    numbers = itertools.count()
    await attacker.flood(
        "read",
        lambda: {"roomId": attacker.room_id, "seq": next(numbers) % 200 + 1, "unread": True},
        sockets=SOCKETS,
    )


async def joins(attacker: Attacker) -> None:
    numbers = itertools.count()
    address = f"/api/v1/rooms/{attacker.room_id}/members"
    other = attacker.others[0]["id"]

    async def add() -> None:
        await attacker.request("POST", lambda: address, lambda: {"userId": other})

    async def leave_and_join() -> None:
        client = await attacker.connect()
        while True:
            verb = "room:leave" if next(numbers) % 2 else "room:join"
            attacker.count((await client.command(verb, roomId=attacker.room_id))["success"])

    await asyncio.gather(add(), leave_and_join())


async def rooms(attacker: Attacker) -> None:
    await attacker.request("POST", lambda: "/api/v1/rooms", lambda: {"name": new_id(), "kind": "public"})


async def conversations(attacker: Attacker) -> None:
    groups = itertools.cycle(itertools.combinations([other["id"] for other in attacker.others], 3))
    await attacker.request("POST", lambda: "/api/v1/directs", lambda: {"userIds": list(next(groups))})


async def topics(attacker: Attacker) -> None:
    address = f"/api/v1/rooms/{attacker.room_id}"
    await attacker.request("PATCH", lambda: address, lambda: {"topic": new_id() + " **a** `b` @everyone " * 5})


async def drafts(attacker: Attacker) -> None:
    address = f"/api/v1/rooms/{attacker.room_id}/draft"
    await attacker.request("PUT", lambda: address, lambda: {"content": new_id() * 100})


async def previews(attacker: Attacker) -> None:
    body = {"roomId": attacker.room_id, "content": CODE_MESSAGE}
    await attacker.request("POST", lambda: "/api/v1/preview", lambda: body)


async def searches(attacker: Attacker) -> None:
    await attacker.request("GET", lambda: "/api/v1/search?q=" + "word%20message*%20" * 20)


async def rest_pages(attacker: Attacker) -> None:
    await attacker.request("GET", lambda: f"/api/v1/rooms/{attacker.room_id}/changes?rev=0&limit=500")


async def site_pages(attacker: Attacker) -> None:
    await attacker.open_pages(lambda: f"/rooms/{attacker.room_id}/")


CODE_MESSAGE = fenced("java", CODE["blank lines"], LENGTH)
DEEDS: dict[str, Deed] = {
    "messages of code": messages(CODE_MESSAGE),
    "edits of code": edits(CODE_MESSAGE),
    "reactions": reactions,
    "syncs": syncs,
    "messages of brackets": messages(TEXTS["brackets with parentheses"](LENGTH)),
    "messages of URLs": messages(TEXTS["URLs"](LENGTH)),
    "messages of list items": messages(TEXTS["numbered items"](LENGTH)),
    "messages of mentions": messages(TEXTS["chinese mentions"](LENGTH)),
    "messages of mentions in paragraphs": messages(TEXTS["mentions and rooms in paragraphs"](LENGTH)),
    "messages of words": messages(TEXTS["short words"](LENGTH)),
    "edits of brackets": edits(TEXTS["brackets with parentheses"](LENGTH)),
    "pins": pins,
    "read marks": read_marks,
    "history": history,
    "pages of the API": rest_pages,
    "pages of the site": site_pages,
    "searches": searches,
    "previews": previews,
    "joins and leaves": joins,
    "rooms": rooms,
    "conversations": conversations,
    "topics": topics,
    "drafts": drafts,
}


@contextlib.asynccontextmanager
async def doing(deed: Deed, *attackers: Attacker) -> Any:
    """Let the attackers do a deed during the block, and make sure that nothing failed."""
    tasks = [asyncio.get_running_loop().create_task(_do(deed, attacker)) for attacker in attackers]
    try:
        yield
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for attacker in attackers:
            await attacker.close()


async def _do(deed: Deed, attacker: Attacker) -> None:
    with contextlib.suppress(*LOST):
        await deed(attacker)
