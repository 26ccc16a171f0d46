"""Where blocking work runs: reads on a small pool, writes in one thread, files and pictures on a pool of their own.

`database_sync_to_async` would put all of a process's database work, and every view's, in one line: one slow search
would freeze every socket.
One writer thread for a process means that its transactions never fight each other for a lock. The threads keep their
database connections, unless these are scarce.
"""

import asyncio
import contextlib
import math
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connection
from psycopg_pool import PoolTimeout
from redis.exceptions import RedisError

from chat import conf
from chat.errors import ChatError, Unavailable

P = ParamSpec("P")
T = TypeVar("T")
Item = TypeVar("Item")
Answer = TypeVar("Answer")

UNANSWERED = (OperationalError, InterfaceError, RedisError)

_readers = ThreadPoolExecutor(conf.READ_THREADS, thread_name_prefix="read")
_writer = ThreadPoolExecutor(1, thread_name_prefix="write")
_filers = ThreadPoolExecutor(conf.FILE_THREADS, thread_name_prefix="file")


async def read(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `function` returns, run on the pool for reads.

    Raises what it raises, and Unavailable when the database or the cache does not answer.
    """
    work = partial(_twice, partial(function, *args, **kwargs))
    return await asyncio.get_running_loop().run_in_executor(_readers, _in_turn, work, time.monotonic())


async def write(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `function`, an action, returns, run in the writer thread. Raises what it raises, and Unavailable."""
    work = partial(_once, partial(function, *args, **kwargs))
    return await asyncio.wrap_future(_writer.submit(_in_turn, work, time.monotonic()))


async def on_files(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `function` returns, which works on files or pictures and knows no database. Raises what it raises."""
    return await asyncio.get_running_loop().run_in_executor(_filers, lambda: function(*args, **kwargs))


def post_files(function: Callable[[], object]) -> "Future[object]":
    """Run `function` on the pool for files when there is time."""
    return _filers.submit(function)


class Gathered(Generic[Item, Answer]):
    """Work of one kind, many items at a time: those that come while one run is under way share the next one's queries.

    Under load the crowds grow by themselves; alone, nobody waits. `function` answers each item, in order; an exception
    in the place of an answer is raised for that item alone. `run` is `read` or `write`: where it runs.
    """

    def __init__(
        self,
        function: Callable[[list[Item]], Sequence[Answer | Exception]],
        run: Callable[..., Coroutine[Any, Any, Any]] = read,
    ) -> None:
        self._function = function
        self._run_in = run
        self._waiting: list[tuple[Item, asyncio.Future[Answer]]] = []
        self._task: asyncio.Task[None] | None = None

    async def ask(self, item: Item) -> Answer:
        """The item's answer. Raises what `function` says for it, and Unavailable."""
        loop = asyncio.get_running_loop()
        if self._task is None or self._task.done() or self._task.get_loop() is not loop:
            self._waiting = []
            self._task = loop.create_task(self._run())
        future: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append((item, future))
        return await future

    async def _run(self) -> None:
        while self._waiting:
            taken, self._waiting = self._waiting[: conf.GATHERED], self._waiting[conf.GATHERED :]
            answers = await self._answer([item for item, _ in taken])
            for (_, future), answer in zip(taken, answers, strict=True):
                if future.done():
                    continue  # Who asked went away meanwhile.
                if isinstance(answer, Exception):
                    future.set_exception(answer)
                else:
                    future.set_result(answer)

    async def _answer(self, items: list[Item]) -> Sequence[Answer | Exception]:
        try:
            answers: Sequence[Answer | Exception] = await self._run_in(self._function, items)
        except ChatError as error:
            return [error for _ in items]
        except Exception as error:
            if len(items) == 1:
                return [error]
        else:
            return answers
        # One of them breaks it. Alone, each finds its own answer.
        return [(await self._answer([item]))[0] for item in items]


def post(function: Callable[[], None]) -> "Future[None]":
    """Run `function` in the writer thread after what waits there."""
    return _writer.submit(_in_turn, function)


def drop_broken_connection() -> None:
    """After a failure: let the next query of this thread open a new connection if the old one is gone."""
    if connection.connection is not None and not connection.in_atomic_block and not connection.is_usable():
        connection.close()


class _Scarcity:
    """When a connection was last asked for in vain."""

    seen_at = -math.inf


def is_scarce(error: Exception) -> bool:
    """Whether a query failed for want of a connection: then it is not to be repeated, and nobody who waited meanwhile
    is to wait as long again. Idle threads give back what they keep.
    """
    if not isinstance(error.__cause__, PoolTimeout):
        return False
    if time.monotonic() - _Scarcity.seen_at > conf.SCARCITY:
        # So that each idle thread takes one of these, and none two, they meet for a moment.
        together = threading.Barrier(conf.READ_THREADS)
        for _ in range(conf.READ_THREADS):
            _readers.submit(_close_own, together, conf.SCARCITY_MEETING)
    _Scarcity.seen_at = time.monotonic()
    return True


def waited_in_vain(since: float) -> bool:
    """Whether a connection was asked for in vain after this moment."""
    return since < _Scarcity.seen_at


def _in_turn(work: Callable[[], T], asked_at: float = math.inf) -> T:
    """Raises Unavailable at once for who waited in line while somebody waited for a connection in vain."""
    if waited_in_vain(asked_at):
        raise Unavailable()
    try:
        return work()
    finally:
        if time.monotonic() - _Scarcity.seen_at <= conf.SCARCITY:
            connection.close()


def _once(function: Callable[[], T]) -> T:
    try:
        return function()
    except UNANSWERED as error:
        if not is_scarce(error):
            drop_broken_connection()
        raise Unavailable() from error


def _twice(function: Callable[[], T]) -> T:
    """A read is repeated once: after a restart of the database each thread's first query meets a dead connection."""
    try:
        return function()
    except UNANSWERED as error:
        if is_scarce(error):
            raise Unavailable() from error
        drop_broken_connection()
        return _once(function)


def close_connections() -> None:
    """Close what the threads hold: before a test database is dropped, or a process ends."""
    together = threading.Barrier(conf.READ_THREADS)
    closing = [_readers.submit(_close_own, together) for _ in range(conf.READ_THREADS)]
    for done in [*closing, _writer.submit(_close_own)]:
        done.result()


def _close_own(together: threading.Barrier | None = None, seconds: float | None = None) -> None:
    if together is not None:
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(seconds)  # So that each thread of the pool takes one of these, and none two.
    connection.close()
