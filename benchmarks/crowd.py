"""People who do every verb, in a process of their own (`python -m benchmarks.people`): one JSON object a line each way.

The first line says where they connect: `{"port", "dialect", "people": [[token, room id], …]}`. Each line after it is
work: `{"do": "connect" | "verb" | "look", …}`, and is answered with what was measured.
"""

import asyncio
import json
import random
import sys
import time
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import aiohttp
import uvloop

from benchmarks.dialects import DIALECTS, Dialect
from chat.management.loadtest.figures import Latencies
from chat.management.loadtest.socket import Socket

TEXT = "The trail above the river is closed until Friday, so take the upper bridge and mind the ice there."
READ_EVERY = 0.5
AT_ONCE = 64


class Person:
    """One connection, and what it has heard."""

    def __init__(self, token: str, room: int, dialect: Dialect) -> None:
        self.token, self.room, self.dialect = token, room, dialect
        self.socket: Socket | None = None
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.own: list[int] = []
        self.last = 0
        self.greeting = 0
        self.looks = False
        self.deliveries: Latencies | None = None
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._number = 0
        self._marking = False

    async def connect(self, port: int) -> None:
        """Returns when logged in and greeted."""
        loop = asyncio.get_running_loop()
        _, self.socket = await loop.create_connection(
            lambda: Socket(self.dialect.path, f"127.0.0.1:{port}", self.token, self._received, self._ended),
            "127.0.0.1",
            port,
        )
        await self.ready

    async def ask(self, verb: str, **given: Any) -> Any:
        """Send a command. Returns what its ack says; raises RuntimeError for a refusal."""
        self._number += 1
        id = str(self._number)
        future = self._waiting[id] = asyncio.get_running_loop().create_future()
        assert self.socket is not None
        self.socket.send(self.dialect.command(id, verb, self.room, **given))
        heard = await future
        if not heard.is_good:
            raise RuntimeError(f"{verb} was refused")
        return heard

    def _received(self, frame: bytes) -> None:
        if frame == b"2":
            assert self.socket is not None
            self.socket.send("3")  # Engine.IO's heartbeat.
        if frame.startswith(b"0{") and (hello := self.dialect.hello(self.token)):
            assert self.socket is not None
            self.socket.send(hello)
            return
        for heard in self.dialect.hear(frame):
            if heard.kind == "ack":
                self._waiting.pop(heard.id).set_result(heard)
            elif heard.kind == "ready" and not self.ready.done():
                self.greeting = len(frame)
                self.ready.set_result(None)
            elif heard.kind == "message":
                self.last = max(self.last, heard.position)
                if self.looks:
                    self._looked(heard.sent)

    def _looked(self, text: str) -> None:
        at, _, _ = text.partition(" ")
        if self.deliveries is not None:
            self.deliveries.add(time.monotonic() - float(at))
        if not self._marking:
            self._marking = True
            asyncio.get_running_loop().call_later(READ_EVERY * random.uniform(0.8, 1.0), self._mark)

    def _mark(self) -> None:
        self._marking = False
        task = asyncio.ensure_future(self.ask("read", position=self.last))
        task.add_done_callback(lambda done: done.exception())

    def _ended(self, code: int | None) -> None:
        for future in [self.ready, *self._waiting.values()]:
            if not future.done():
                future.set_exception(ConnectionError(f"closed with {code}"))


class Crowd:
    """Everybody who takes part."""

    def __init__(self, port: int, dialect: str, people: list[tuple[str, int]]) -> None:
        self.port, self.dialect = port, DIALECTS[dialect]()
        self.people = [Person(token, room, self.dialect) for token, room in people]
        self.messages: list[tuple[Person, int]] = []
        """Who wrote which message."""
        self.last = 0

    async def connect(self, **_: Any) -> dict[str, Any]:
        """Connect everybody, AT_ONCE at a time."""
        turns = asyncio.Semaphore(AT_ONCE)

        async def one(person: Person) -> None:
            async with turns:
                await person.connect(self.port)

        await asyncio.gather(*map(one, self.people))
        return {"greeting": max(person.greeting for person in self.people)}

    async def verb(self, name: str, number: int, at_once: int = 25) -> dict[str, Any]:
        """Do one thing `number` times, `at_once` at a time; each person has one thing under way."""
        latencies = Latencies()
        actors = self.people[:at_once]
        work = self._work(name, number)
        async with aiohttp.ClientSession() as session:

            async def act(person: Person) -> None:
                for given in work[person]:
                    began = time.monotonic()
                    if name in {"page", "search"}:
                        await self._get(session, person, name)
                    else:
                        heard = await person.ask(name, **given)
                        if name == "send":
                            self.messages.append((person, heard.message_id))
                            self.last = max(self.last, heard.position)
                    latencies.add(time.monotonic() - began)

            await asyncio.gather(*map(act, actors))
        return {"number": latencies.count, "p50": latencies.percentile(0.5), "p99": latencies.percentile(0.99)}

    def _work(self, name: str, number: int) -> dict[Person, list[dict[str, Any]]]:
        """What each person does; what is theirs alone (edit, delete) goes to them."""
        work: dict[Person, list[dict[str, Any]]] = {person: [] for person in self.people}
        actors: Iterator[Person] = cycle(self.people[:25])
        for turn in range(number):
            person = next(actors)
            if name in {"edit", "delete"}:
                person, message = self.messages.pop() if name == "delete" else self.messages[-1 - turn]
                work[person].append({"message_id": message, "content": f"{turn} {TEXT}"})
            elif name == "react":
                work[person].append({"message_id": self.messages[turn // 25 % len(self.messages)][1]})
            elif name == "read":
                work[person].append({"position": self.last - number // 25 + turn // 25})
            elif name == "sync":
                work[person].append({"rev": max(self.last - 50, 0)})
            else:
                work[person].append({"content": f"{turn} {TEXT}"})
        return work

    async def _get(self, session: aiohttp.ClientSession, person: Person, name: str) -> None:
        path = self.dialect.page.format(room=person.room) if name == "page" else "/api/v1/search?q=bridge"
        url, headers = f"http://127.0.0.1:{self.port}{path}", {"Authorization": f"Bearer {person.token}"}
        async with session.get(url, headers=headers) as response:
            await response.read()
            if response.status != 200:
                raise RuntimeError(f"{path}: {response.status}")

    async def look(self, rate: float, seconds: float, senders: int = 20) -> dict[str, Any]:
        """`rate` messages a second; everybody looks at the room and marks it as read at most twice a second."""
        acks, deliveries = Latencies(), Latencies()
        for person in self.people:
            person.looks, person.deliveries = True, deliveries

        async def send(person: Person) -> None:
            began = time.monotonic()
            await person.ask("send", content=f"{began:.6f} {TEXT}")
            acks.add(time.monotonic() - began)

        began, sends = time.monotonic(), []
        for turn in range(round(rate * seconds)):
            await asyncio.sleep(max(0.0, began + turn / rate - time.monotonic()))
            sends.append(asyncio.ensure_future(send(self.people[turn % senders])))
        await asyncio.gather(*sends)
        await asyncio.sleep(1.0)
        for person in self.people:
            person.looks = False
        return {
            "acks": acks.count,
            "ack_p50": acks.percentile(0.5),
            "ack_p99": acks.percentile(0.99),
            "delivered": deliveries.count,
            "delivery_p99": deliveries.percentile(0.99),
        }


async def main() -> None:
    lines = asyncio.StreamReader(limit=1 << 26)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines, loop=loop), sys.stdin)
    crowd = Crowd(**json.loads(await lines.readline()))
    while line := await lines.readline():
        work = json.loads(line)
        answer = await getattr(crowd, work.pop("do"))(**work)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    uvloop.run(main())
