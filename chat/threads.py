"""Where blocking work runs: reads on a small pool, writes in one thread.

`database_sync_to_async` would put all of a process's database work, and every view's, in one line: one slow search
would freeze every socket.
One writer thread for a process means that its transactions never fight each other for a lock. The threads keep their
database connections.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connection
from redis.exceptions import RedisError

from chat import conf
from chat.errors import Unavailable

P = ParamSpec("P")
T = TypeVar("T")

UNANSWERED = (OperationalError, InterfaceError, RedisError)

_readers = ThreadPoolExecutor(conf.READ_THREADS, thread_name_prefix="read")
_writer = ThreadPoolExecutor(1, thread_name_prefix="write")


async def read(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `function` returns, run on the pool for reads.

    Raises what it raises, and Unavailable when the database or the cache does not answer.
    """
    return await asyncio.get_running_loop().run_in_executor(_readers, lambda: _twice(lambda: function(*args, **kwargs)))


async def write(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `function`, an action, returns, run in the writer thread. Raises what it raises, and Unavailable."""
    return await asyncio.wrap_future(_writer.submit(_once, lambda: function(*args, **kwargs)))


def post(function: Callable[[], None]) -> "Future[None]":
    """Run `function` in the writer thread after what waits there."""
    return _writer.submit(function)


def drop_broken_connection() -> None:
    """After a failure: let the next query of this thread open a new connection if the old one is gone."""
    if connection.connection is not None and not connection.in_atomic_block and not connection.is_usable():
        connection.close()


def _once(function: Callable[[], T]) -> T:
    try:
        return function()
    except UNANSWERED as error:
        drop_broken_connection()
        raise Unavailable() from error


def _twice(function: Callable[[], T]) -> T:
    """A read is repeated once: after a restart of the database each thread's first query meets a dead connection."""
    try:
        return function()
    except UNANSWERED:
        drop_broken_connection()
        return _once(function)


def close_connections() -> None:
    """Close what the threads hold: before a test database is dropped, or a process ends."""
    together = threading.Barrier(conf.READ_THREADS)
    closing = [_readers.submit(_close_own, together) for _ in range(conf.READ_THREADS)]
    for done in [*closing, _writer.submit(_close_own)]:
        done.result()


def _close_own(together: threading.Barrier | None = None) -> None:
    if together is not None:
        together.wait()  # So that each thread of the pool takes one of these, and none two.
    connection.close()
