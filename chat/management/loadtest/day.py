"""Runs a load test: everybody arrives in a storm, lives for some minutes, and leaves."""

import asyncio
import itertools
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import aiohttp
from django.db import connection

from chat.actions.demo.load_test import Guest
from chat.management.loadtest.figures import Figures, Latencies, Result
from chat.management.loadtest.person import Person
from chat.management.loadtest.server import Workers
from chat.management.loadtest.socket import Socket

ARRIVALS_PER_SECOND = 300
"""The morning storm: so many people come a second."""
PROBE_SECONDS = 1.0
SETTLE_SECONDS = 3.0
"""Time for the last answers after everybody stopped."""


@dataclass(frozen=True)
class Meter:
    """What had been counted at one moment."""

    at: float
    cpu: float
    sent: int
    delivered: int


async def run(workers: Workers, guests: Sequence[Guest], minutes: float, say: Callable[[str], None]) -> Result:
    """Let the guests live for some minutes against the workers.

    Args:
        workers: What is tested.
        guests: Who takes part.
        minutes: How long, without the arrival.
        say: Takes lines of progress.

    Returns:
        What was measured, from the moment on in which everybody had arrived.
    """
    figures = Figures()
    sent_at: dict[bytes, float] = {}
    addresses = itertools.cycle(workers.addresses)
    loop = asyncio.get_running_loop()

    async def connect(token: str, on_text: Callable[[bytes], None], on_end: Callable[[int | None], None]) -> Socket:
        host, port = next(addresses)
        name = f"{host}:{port}"
        _, protocol = await loop.create_connection(
            lambda: Socket("/ws/?batch=1", name, token, on_text, on_end), host, port
        )
        return protocol

    async with aiohttp.ClientSession() as session:

        async def search(token: str, word: str) -> None:
            host, port = next(addresses)
            began = time.monotonic()
            url, headers = f"http://{host}:{port}/api/v1/search", {"Authorization": f"Bearer {token}"}
            try:
                async with session.get(url, params={"q": word}, headers=headers) as response:
                    await response.read()
            except aiohttp.ClientError as error:
                figures.errors[f"search: {type(error).__name__}"] += 1
                return
            figures.verb("search", time.monotonic() - began)
            if response.status != 200:
                figures.errors[f"search: {response.status}"] += 1

        people = [Person(guest, connect, search, figures, sent_at) for guest in guests]
        probes = [loop.create_task(_probe_database(figures)), loop.create_task(_watch_lateness(figures))]
        arrival = max(1.0, len(people) / ARRIVALS_PER_SECOND)
        say(f"{len(people)} people arrive within {arrival:.0f} s.")
        for person in people:
            person.arrive(random.uniform(0, arrival))  # noqa: S311
        await _everybody_here(people, arrival + 30)
        arrived = sum(person.tab.is_open for person in people)
        say(f"{arrived} are here. They live for {minutes:g} minutes.")
        figures.deliveries, figures.lateness = Latencies(), Latencies()
        connects = figures.verbs.get("connect", Latencies())
        figures.verbs = {"connect": connects}
        before, memory = _meter(workers, figures), workers.memory_mb()
        end = time.monotonic() + minutes * 60
        while (left := end - time.monotonic()) > 0:
            await asyncio.sleep(min(left, 5.0))
            memory = max(memory, workers.memory_mb())
        after = _meter(workers, figures)
        for person in people:
            person.leave()
        await asyncio.sleep(SETTLE_SECONDS)
        for probe in probes:
            probe.cancel()
    return _result(workers, len(people), figures, before=before, after=after, memory=memory)


async def _everybody_here(people: Sequence[Person], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not all(person.tab.is_open for person in people):  # noqa: ASYNC110
        await asyncio.sleep(0.2)


async def _probe_database(figures: Figures) -> None:
    """Ask the database for nothing, once a second: what it takes then, each of the site's statements takes too."""
    while True:
        began = time.monotonic()
        await asyncio.to_thread(_select_one)
        figures.database.add(time.monotonic() - began)
        await asyncio.sleep(PROBE_SECONDS)


def _select_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


async def _watch_lateness(figures: Figures) -> None:
    """How late this process's own event loop is: with that much the other figures may be wrong."""
    while True:
        due = time.monotonic() + 0.05
        await asyncio.sleep(0.05)
        figures.lateness.add(time.monotonic() - due)


def _meter(workers: Workers, figures: Figures) -> Meter:
    return Meter(time.monotonic(), workers.cpu_seconds(), figures.sent, figures.deliveries.count)


def _result(workers: Workers, people: int, figures: Figures, *, before: Meter, after: Meter, memory: float) -> Result:
    seconds = after.at - before.at
    acks, nothing = figures.verbs.get("send", Latencies()), Latencies()
    return Result(
        people=people,
        minutes=round(seconds / 60, 2),
        messages_per_second=(after.sent - before.sent) / seconds,
        deliveries_per_second=(after.delivered - before.delivered) / seconds,
        ack_p50=acks.percentile(0.5),
        ack_p99=acks.percentile(0.99),
        delivery_p50=figures.deliveries.percentile(0.5),
        delivery_p99=figures.deliveries.percentile(0.99),
        connect_p99=figures.verbs.get("connect", nothing).percentile(0.99),
        database_p50=figures.database.percentile(0.5),
        cpu=(after.cpu - before.cpu) / seconds / max(len(workers.pids), 1),
        memory=memory,
        generator_p99=figures.lateness.percentile(0.99),
        gaps=figures.gaps,
        doubled=figures.doubled,
        closed=figures.closed,
        errors=dict(figures.errors),
        verbs={name: (each.count, each.percentile(0.5), each.percentile(0.99)) for name, each in figures.verbs.items()},
    )
