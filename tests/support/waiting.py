"""Waiting without a clock."""

import asyncio
from collections.abc import Callable


async def let_tasks_run(count: int = 20) -> None:
    """Let everything that is ready on the loop run, and what becomes ready by that."""
    for _ in range(count):
        await asyncio.sleep(0)


async def wait_until(condition: Callable[[], object], seconds: float = 30) -> None:
    """Return as soon as `condition` holds: for what threads and sockets bring about. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - nobody would set an event
            await asyncio.sleep(0.005)
