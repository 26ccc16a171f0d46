"""Run a load test: everybody arrives in a storm, acts for some minutes, and leaves."""

import asyncio
import itertools
import random
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import aiohttp

from chat.actions.demo.load_test import Guest
from chat.management.loadtest.figures import Figures, Latencies, Result
from chat.management.loadtest.person import Person
from chat.management.loadtest.probes import probing
from chat.management.loadtest.server import Workers
from chat.management.loadtest.socket import Socket

ARRIVALS_PER_SECOND = 300
"""How many people connect each second of the morning storm."""
ARRIVAL_SECONDS = 30.0
"""Time for the last of them to be connected."""
SETTLE_SECONDS = 3.0
"""Time for the last answers, and for the site to notice that everybody has left."""
SEARCH_SECONDS = 30.0
REMEMBERED_SECONDS = 120.0
"""How long the time of a message is kept. A later delivery is not counted."""


class NobodyArrived(Exception):
    """No person could connect. The argument has the errors."""


@dataclass(frozen=True)
class Meter:
    """The counts at one moment."""

    at: float
    cpu: float
    sent: int
    delivered: int


async def run(workers: Workers, guests: Sequence[Guest], minutes: float, say: Callable[[str], object]) -> Result:
    """Let the guests act against the workers.

    Args:
        workers: The site under test.
        guests: The people.
        minutes: How long they act, not counting their arrival.
        say: Takes lines of progress.

    Returns:
        What was measured after everybody had arrived.

    Raises:
        NobodyArrived: No person could connect.
    """
    figures = Figures()
    async with _people(workers, guests, figures) as (people, sent_at), probing(figures):
        seconds = max(1.0, len(people) / ARRIVALS_PER_SECOND)
        say(f"{len(people)} people arrive within {seconds:.0f} s.")
        for person in people:
            person.arrive(random.uniform(0, seconds))  # noqa: S311
        arrived = await _wait_for(people, seconds + ARRIVAL_SECONDS)
        if not arrived:
            raise NobodyArrived(", ".join(figures.errors) or "the site refused their tokens")
        say(f"{arrived} have arrived. They act for {minutes:g} minutes.")
        figures.start_over()
        before, memory = _read_meter(workers, figures), workers.memory_mb()
        end = time.monotonic() + minutes * 60
        while (left := end - time.monotonic()) > 0:
            await asyncio.sleep(min(left, 5.0))
            memory = max(memory, workers.memory_mb())
            _forget_old(sent_at)
        after = _read_meter(workers, figures)
    # Everybody has left, which counts what was never answered.
    cpu = (after.cpu - before.cpu) / (after.at - before.at) / max(len(workers.pids), 1)
    return replace(
        _result(len(people), arrived, figures, before, after),
        cpu=cpu if workers.pids else None,
        memory=memory if workers.pids else None,
    )


@asynccontextmanager
async def _people(
    workers: Workers, guests: Sequence[Guest], figures: Figures
) -> AsyncIterator[tuple[list[Person], dict[bytes, float]]]:
    """Create the people and the times of their messages. At the end of the block, also after an error, they leave."""
    sent_at: dict[bytes, float] = {}
    addresses = itertools.cycle(workers.addresses)
    loop = asyncio.get_running_loop()

    async def connect(token: str, on_text: Callable[[bytes], None], on_end: Callable[[int | None], None]) -> Socket:
        host, port = next(addresses)
        _, socket = await loop.create_connection(
            lambda: Socket("/ws/?batch=1", f"{host}:{port}", token, on_text, on_end), host, port
        )
        return socket

    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(SEARCH_SECONDS)) as session:

        async def search(token: str, word: str) -> None:
            host, port = next(addresses)
            url, headers = f"http://{host}:{port}/api/v1/search", {"Authorization": f"Bearer {token}"}
            began = time.monotonic()
            try:
                async with session.get(url, params={"q": word}, headers=headers) as response:
                    await response.read()
            except (aiohttp.ClientError, TimeoutError) as error:
                figures.errors[f"search: {type(error).__name__}"] += 1
                return
            figures.verb("search", time.monotonic() - began)
            if response.status != 200:
                figures.errors[f"search: {response.status}"] += 1

        people = [Person(guest, connect, search, figures, sent_at) for guest in guests]
        try:
            yield people, sent_at
        finally:
            for person in people:
                person.leave()
            await asyncio.sleep(SETTLE_SECONDS)


async def _wait_for(people: Sequence[Person], seconds: float) -> int:
    """Wait until everybody is connected, or for `seconds`. Return how many are."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not all(person.has_arrived for person in people):  # noqa: ASYNC110
        await asyncio.sleep(0.2)
    return sum(person.has_arrived for person in people)


def _forget_old(sent_at: dict[bytes, float]) -> None:
    """Forget the times of old messages. The oldest come first."""
    before = time.monotonic() - REMEMBERED_SECONDS
    for client_id in list(itertools.takewhile(lambda key: sent_at[key] < before, sent_at)):
        del sent_at[client_id]


def _read_meter(workers: Workers, figures: Figures) -> Meter:
    return Meter(time.monotonic(), workers.cpu_seconds(), figures.sent, figures.deliveries.count)


def _result(people: int, arrived: int, figures: Figures, before: Meter, after: Meter) -> Result:
    seconds = after.at - before.at
    sends, connects = (figures.verbs.get(name, Latencies()) for name in ("send", "connect"))
    return Result(
        people=people,
        arrived=arrived,
        minutes=round(seconds / 60, 2),
        messages_per_second=(after.sent - before.sent) / seconds,
        deliveries_per_second=(after.delivered - before.delivered) / seconds,
        ack_p50=sends.percentile(0.5),
        ack_p99=sends.percentile(0.99),
        delivery_p50=figures.deliveries.percentile(0.5),
        delivery_p99=figures.deliveries.percentile(0.99),
        connect_p99=connects.percentile(0.99),
        database_p50=figures.database.percentile(0.5),
        cpu=None,
        memory=None,
        generator_p99=figures.lateness.percentile(0.99),
        gaps=figures.gaps,
        doubled=figures.doubled,
        closed=figures.closed,
        unanswered=figures.unanswered,
        errors=dict(figures.errors),
        verbs={name: (each.count, each.percentile(0.5), each.percentile(0.99)) for name, each in figures.verbs.items()},
    )
