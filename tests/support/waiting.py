"""Waits for a condition, not for an amount of time."""

import asyncio
from collections.abc import Callable


async def let_tasks_run(count: int = 20) -> None:
    """Run the tasks of the event loop that are ready, and those that become ready meanwhile."""
    for _ in range(count):
        await asyncio.sleep(0)


async def wait_until(condition: Callable[[], object], seconds: float = 30) -> None:
    """Poll until `condition` holds, for results of threads and sockets. Raise TimeoutError after `seconds`."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - nobody would set an event
            await asyncio.sleep(0.005)
