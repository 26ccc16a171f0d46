"""Measure what may be slow besides the site: the database, and the load test's own event loop."""

import asyncio
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from django.db import DatabaseError, connection

from chat.management.loadtest.figures import Figures

DATABASE_SECONDS, LOOP_SECONDS = 1.0, 0.05
"""Seconds between two probes."""


@asynccontextmanager
async def probing(figures: Figures) -> AsyncIterator[None]:
    """Probe the database and the event loop during the block."""
    with ThreadPoolExecutor(1) as thread:
        probes = [asyncio.ensure_future(_probe_database(figures, thread)), asyncio.ensure_future(_probe_loop(figures))]
        try:
            yield
        finally:
            for probe in probes:
                probe.cancel()
            thread.submit(connection.close)


async def _probe_database(figures: Figures, thread: ThreadPoolExecutor) -> None:
    """Time an empty query: each statement of the site takes at least as long."""
    loop = asyncio.get_running_loop()
    while True:
        try:
            figures.database.add(await loop.run_in_executor(thread, _time_a_query))
        except DatabaseError as error:
            figures.errors[f"database: {type(error).__name__}"] += 1
            await loop.run_in_executor(thread, connection.close)
        await asyncio.sleep(DATABASE_SECONDS)


def _time_a_query() -> float:
    with connection.cursor() as cursor:  # The first use connects, which does not count.
        began = time.monotonic()
        cursor.execute("SELECT 1")
        cursor.fetchone()
        return time.monotonic() - began


async def _probe_loop(figures: Figures) -> None:
    """Measure how late this process is: the other figures may be wrong by as much."""
    while True:
        due = time.monotonic() + LOOP_SECONDS
        await asyncio.sleep(LOOP_SECONDS)
        figures.lateness.add(time.monotonic() - due)
