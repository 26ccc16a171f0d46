"""Process items in batches: items that arrive while one batch runs share the next one.

Batches grow under load by themselves, without a timer: an item that arrives alone is processed without delay.
"""

import asyncio
import math
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

from chat.errors import Unavailable
from chat.executors import pool_ran_out_since

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")
Result = TypeVar("Result")


class Batcher(Generic[Item, Outcome]):
    """Collects items from event loops and processes them together in a worker thread.

    A batch costs one job for the worker thread and one wake-up of the event loop, however many items it has.

    An `Outcome` is the result of an item or the exception that the item failed with, for example `int | Exception`.
    """

    def __init__(
        self,
        process: Callable[[list[Item]], Sequence[Outcome]],
        *,
        submit: Callable[[Callable[[], None]], "Future[None]"],
        single_thread: bool,
        max_size: int,
        pause: float = 0,
    ) -> None:
        """
        Args:
            process: Takes the items of a batch and returns one outcome for each, in the same order. An exception in
                place of a result concerns that item alone. `process_batch` says what happens if `process` raises.
            submit: Queues a job for the thread or threads that run `process`: `submit_read`, `submit_write` or
                `submit_second_write`.
            single_thread: Whether `submit` has one thread. The next batch then takes its place in the queue when its
                first item arrives. With several threads it has to wait until the batch before is done.
            max_size: Items of one batch at most.
            pause: Seconds from the beginning of one batch to that of the next. It gathers items that would otherwise
                run in many small batches. An item that arrives after the pause does not wait.
        """
        self._process = process
        self._submit_job = submit
        self._single_thread = single_thread
        self._max_size = max_size
        self._pause = pause
        self._begun_at = -math.inf
        self._timer_loop: asyncio.AbstractEventLoop | None = None
        self._lock = threading.Lock()
        self._waiting: list[tuple[Item, asyncio.Future[Outcome]]] = []
        self._oldest_at = 0.0
        self._scheduled = False

    def submit(self, item: Item) -> "asyncio.Future[Outcome]":
        """Add an item to the next batch.

        Returns:
            A future of the running loop. Its result is the outcome: a failed item's exception is returned, not raised.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Outcome] = loop.create_future()
        with self._lock:
            if not self._waiting:
                self._oldest_at = time.monotonic()
            self._waiting.append((item, future))
            # A loop that has closed does not call its timers any more.
            is_lost = self._timer_loop is not None and self._timer_loop.is_closed()
            start, self._scheduled = is_lost or not self._scheduled, True
            wait = self._begun_at + self._pause - time.monotonic() if start else 0
            self._timer_loop = loop if wait > 0 else self._timer_loop
        if start and wait > 0:
            loop.call_later(wait, self._submit_job, self._run)
        elif start:
            self._submit_job(self._run)
        return future

    async def ask(self: "Batcher[Item, Result | Exception]", item: Item) -> Result:
        """Add an item to the next batch and return its result. Raises the exception that the item failed with."""
        outcome = await self.submit(item)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    @property
    def is_waiting(self) -> bool:
        """Whether any item still waits for a batch."""
        return bool(self._waiting)

    async def drained(self) -> None:
        """Wait until everything that was submitted has its outcome. For batchers with a single thread only."""
        was_waiting = True
        while was_waiting:
            was_waiting = self.is_waiting
            # The thread runs this job after the batch that it has begun.
            await asyncio.wrap_future(self._submit_job(lambda: None))

    def _run(self) -> None:
        with self._lock:
            self._begun_at, self._timer_loop = time.monotonic(), None
            batch, self._waiting = self._waiting[: self._max_size], self._waiting[self._max_size :]
            is_refused = pool_ran_out_since(self._oldest_at)
            start_next = self._scheduled = bool(self._waiting) or not self._single_thread
        outcomes: Sequence[Any] | None = None
        try:
            outcomes = None if is_refused else process_batch(self._process, [item for item, _ in batch])
        finally:
            if start_next:
                self._start_next()
            if outcomes is None:
                outcomes = [Unavailable() for _ in batch]
            _deliver([(future, outcome) for (_, future), outcome in zip(batch, outcomes, strict=True)])

    def _start_next(self) -> None:
        with self._lock:
            self._scheduled = bool(self._waiting)
        if self._scheduled:
            self._submit_job(self._run)


def process_batch(process: Callable[[list[Item]], Sequence[Outcome]], items: list[Item]) -> list[Outcome | Exception]:
    """Process items together, and one by one if the batch as a whole fails.

    Returns:
        One outcome for each item, in order: what `process` returned for it, or the exception it failed with. If
        `process` raises Unavailable, that is the outcome of all: asking again for each item would take as long again.
    """
    try:
        return list(process(items))
    except Unavailable as error:
        return [error for _ in items]
    except Exception as error:
        if len(items) == 1:
            return [error]
    return [process_batch(process, [item])[0] for item in items]


def _deliver(outcomes: "list[tuple[asyncio.Future[Any], Any]]") -> None:
    """Resolve the futures on their event loops, with one wake-up for each loop."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Any]]] = {}
    for future, outcome in outcomes:
        by_loop.setdefault(future.get_loop(), []).append((future, outcome))
    for loop, resolved in by_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_resolve, resolved)


def _resolve(outcomes: "list[tuple[asyncio.Future[Any], Any]]") -> None:
    for future, outcome in outcomes:
        if not future.done():
            future.set_result(outcome)
