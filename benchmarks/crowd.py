"""People who do every verb, in a process of their own: `python -m benchmarks.crowd`.

Both ways it is one JSON object a line. The first line says where to connect and who takes part:
`{"port", "dialect", "people": [[token, room id], …]}`. Each line after it is work, `{"do": "connect" | "storm" |
"verb" | "look", …}`, and is answered with what was measured.
"""

import asyncio
import json
import sys
import time
from itertools import cycle, islice
from typing import Any

import aiohttp
import uvloop

from benchmarks.dialects import DIALECTS
from benchmarks.person import ANSWER_SECONDS, Person
from chat.management.loadtest.figures import Latencies

TEXT = "The trail above the river is closed until Friday, so take the upper bridge and mind the ice there."
CONNECTING = 64
"""How many people connect at the same time."""
SENDERS = 20


class Crowd:
    """Everybody who takes part. Times are milliseconds in what is returned."""

    def __init__(self, port: int, dialect: str, people: list[tuple[str, int]]) -> None:
        self._port, self._dialect = port, DIALECTS[dialect]()
        self._people = [Person(token, room, self._dialect) for token, room in people]
        self._messages: list[tuple[Person, int]] = []
        """The author and id of each message that is not deleted."""
        self._last = 0
        """The position of the latest message."""

    async def connect(self) -> dict[str, Any]:
        """Connect everybody. Returns the bytes of the longest greeting."""
        turns = asyncio.Semaphore(CONNECTING)

        async def connect(person: Person) -> None:
            async with turns:
                await person.connect(self._port)

        await asyncio.gather(*map(connect, self._people))
        return {"greeting": max(person.greeting for person in self._people)}

    async def storm(self) -> dict[str, Any]:
        """Drop every connection at the same moment, and connect everybody again at once, without any jitter."""
        refused = 0

        async def come_back(person: Person) -> None:
            nonlocal refused
            while True:
                try:
                    return await person.connect(self._port)
                except (RuntimeError, OSError):
                    refused += 1
                await asyncio.sleep(0.5)

        for person in self._people:
            person.drop()
        await asyncio.gather(*map(come_back, self._people))
        return {"refused": refused}

    async def verb(self, name: str, number: int, at_once: int = 25) -> dict[str, Any]:
        """Do one thing `number` times. `at_once` people share the work, each with one command under way."""
        latencies = Latencies()
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(ANSWER_SECONDS)) as session:

            async def act(person: Person, commands: list[dict[str, Any]]) -> None:
                for given in commands:
                    began = time.monotonic()
                    if name in {"page", "search"}:
                        await self._get(session, person, name)
                    else:
                        ack = await person.ask(name, **given)
                        if name == "send":
                            self._messages.append((person, ack.message_id))
                            self._last = max(self._last, ack.position)
                    latencies.add(time.monotonic() - began)

            work = self._work(name, number, self._people[:at_once])
            await asyncio.gather(*(act(person, commands) for person, commands in work.items()))
        return {"number": latencies.count, "p50": latencies.percentile(0.5), "p99": latencies.percentile(0.99)}

    def _work(self, name: str, number: int, actors: list[Person]) -> dict[Person, list[dict[str, Any]]]:
        """The arguments of each person's commands. Only its author edits or deletes a message."""
        work: dict[Person, list[dict[str, Any]]] = {person: [] for person in actors}
        for turn, person in enumerate(islice(cycle(actors), number)):
            round_number = turn // len(actors)
            if name in {"edit", "delete"}:
                author, message = self._messages.pop() if name == "delete" else self._messages[-1 - turn]
                work[author].append({"message_id": message, "content": f"{turn} {TEXT}"})
            elif name == "react":
                message = self._messages[round_number % len(self._messages)][1]
                work[person].append({"message_id": message})
            elif name == "read":
                first = max(self._last - number // len(actors), 1)
                work[person].append({"position": min(first + round_number, self._last)})
            elif name == "sync":
                work[person].append({"rev": max(self._last - 50, 0)})
            else:
                work[person].append({"content": f"{turn} {TEXT}"})
        return work

    async def _get(self, session: aiohttp.ClientSession, person: Person, name: str) -> None:
        path = self._dialect.page.format(room=person.room) if name == "page" else "/api/v1/search?q=bridge"
        url, headers = f"http://127.0.0.1:{self._port}{path}", {"Authorization": f"Bearer {person.token}"}
        async with session.get(url, headers=headers) as response:
            await response.read()
            if response.status != 200:
                raise RuntimeError(f"{path}: status {response.status}")

    async def look(self, rate: float, seconds: float) -> dict[str, Any]:
        """Send `rate` messages a second, while everybody marks what arrives as read, at most twice a second."""
        acks, deliveries = Latencies(), Latencies()
        for person in self._people:
            person.deliveries = deliveries
            person.marks.clear()

        async def send(person: Person) -> None:
            began = time.monotonic()
            await person.ask("send", content=f"{began:.6f} {TEXT}")
            acks.add(time.monotonic() - began)

        began, sends = time.monotonic(), []
        senders = cycle(self._people[:SENDERS])
        for turn in range(round(rate * seconds)):
            await asyncio.sleep(max(0.0, began + turn / rate - time.monotonic()))
            sends.append(asyncio.ensure_future(send(next(senders))))
        await asyncio.gather(*sends)
        await asyncio.sleep(1.0)
        for person in self._people:
            person.deliveries = None
        await asyncio.gather(*(mark for person in self._people for mark in person.marks))
        return {
            "acks": acks.count,
            "ack_p50": acks.percentile(0.5),
            "ack_p99": acks.percentile(0.99),
            "delivered": deliveries.count,
            "delivery_p99": deliveries.percentile(0.99),
            "marks": sum(len(person.marks) for person in self._people),
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
    try:
        uvloop.run(main())
    except (RuntimeError, OSError, TimeoutError) as error:
        sys.exit(str(error) or type(error).__name__)
