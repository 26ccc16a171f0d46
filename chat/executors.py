"""Run blocking work on threads: reads on a small pool, writes in two threads, files on two pools of their own.

Channels' `database_sync_to_async` puts all database work of a process, and every view, into one thread: one slow
search would freeze every socket. With one writer thread the transactions of a process never compete for a lock. Writes
for which no message may wait, such as read marks, have a second one over PostgreSQL. Those who look at files do not
wait for those who upload some.

These threads keep their database connections, unless the pool of connections has recently run out.
"""

import asyncio
import contextlib
import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connection
from psycopg_pool import PoolTimeout
from redis.exceptions import RedisError

from chat import conf
from chat.errors import Unavailable
from chat.redis_state.health import health

P = ParamSpec("P")
T = TypeVar("T")

NO_ANSWER = (OperationalError, InterfaceError, RedisError)
"""The errors that Django and redis-py raise when the database or Redis does not answer."""

_readers = ThreadPoolExecutor(conf.READ_THREADS, thread_name_prefix="read")
_writer = ThreadPoolExecutor(1, thread_name_prefix="write")
_second_writer = ThreadPoolExecutor(1, thread_name_prefix="second-write")
_file_workers = ThreadPoolExecutor(conf.FILE_THREADS, thread_name_prefix="file")
_file_readers = ThreadPoolExecutor(conf.FILE_THREADS, thread_name_prefix="file-read")


async def read(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `function` in a reader thread, and once more if the database or Redis did not answer.

    Returns:
        What `function` returns.

    Raises:
        Unavailable: The database or Redis did not answer the second time either, or the connection pool ran out
            while this read was waiting for a thread.
        Exception: `function` raises it.
    """
    work = partial(with_one_retry, partial(function, *args, **kwargs))
    return await asyncio.wrap_future(submit_read(work, time.monotonic()))


async def write(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `function`, usually an action, in the writer thread. A write is never repeated.

    Returns:
        What `function` returns.

    Raises:
        Unavailable: The database or Redis did not answer, or the connection pool ran out while this write was waiting.
        Exception: `function` raises it.
    """
    work = partial(without_retry, partial(function, *args, **kwargs))
    return await asyncio.wrap_future(submit_write(work, time.monotonic()))


async def run_file_work(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `function`, which takes in or stores files and does not use the database, on the pool for files."""
    return await asyncio.get_running_loop().run_in_executor(_file_workers, lambda: function(*args, **kwargs))


async def read_file(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `function`, which reads a stored file and does not use the database, on the pool for looking at files."""
    return await asyncio.get_running_loop().run_in_executor(_file_readers, lambda: function(*args, **kwargs))


def submit_file_work(function: Callable[[], object]) -> "Future[object]":
    """Queue `function` for the pool for files."""
    return _file_workers.submit(function)


def submit_read(function: Callable[[], T], queued_at: float = math.inf) -> "Future[T]":
    """Queue `function` for the reader threads. Nothing is retried; see `read` for the ordinary way.

    Args:
        function: Takes no arguments.
        queued_at: `time.monotonic()` when the caller began to wait. `function` does not run, and the future raises
            Unavailable, if the connection pool runs out after that. Without it `function` always runs.
    """
    return _readers.submit(_run_unless_pool_ran_out, function, queued_at)


def submit_write(function: Callable[[], T], queued_at: float = math.inf) -> "Future[T]":
    """Queue `function` for the writer thread, after everything queued before. Otherwise like `submit_read`."""
    return _writer.submit(_run_unless_pool_ran_out, function, queued_at)


def submit_second_write(function: Callable[[], T], queued_at: float = math.inf) -> "Future[T]":
    """Queue `function` for the second writer thread, so that no message waits for it. Otherwise like `submit_write`.

    SQLite has one writer at a time, whatever the number of threads: there the first one does it.
    """
    writer = _second_writer if connection.vendor == "postgresql" else _writer
    return writer.submit(_run_unless_pool_ran_out, function, queued_at)


def with_one_retry(function: Callable[[], T]) -> T:
    """Call `function`, and once more on a lost connection. Raises Unavailable if that fails too.

    After a restart of the database the first query of each thread fails because its connection is dead.
    """
    try:
        return function()
    except NO_ANSWER as error:
        if note_pool_timeout(error):
            raise Unavailable() from error
        drop_broken_connection()
        return without_retry(function)


def without_retry(function: Callable[[], T]) -> T:
    """Call `function`. Raises Unavailable if the database or Redis does not answer."""
    try:
        return function()
    except NO_ANSWER as error:
        if isinstance(error, RedisError):
            health.note_failure(error)
        if not note_pool_timeout(error):
            drop_broken_connection()
        raise Unavailable() from error


# --- Connections


class _PoolTimeouts:
    """The last time the pool of database connections ran out."""

    last_at = -math.inf


def note_pool_timeout(error: Exception) -> bool:
    """Return whether `error` means that the connection pool ran out, and remember when.

    A query that failed for this reason must not be retried, and work that was already queued is refused: each would
    wait for the same timeout again. Idle threads return the connections they keep.
    """
    if not isinstance(error.__cause__, PoolTimeout):
        return False
    if time.monotonic() - _PoolTimeouts.last_at > conf.POOL_TIMEOUT_MEMORY:
        # The barrier makes sure that each idle thread takes one of these jobs, instead of one thread taking two.
        barrier = threading.Barrier(conf.READ_THREADS)
        for _ in range(conf.READ_THREADS):
            _readers.submit(_close_connection, barrier, conf.POOL_TIMEOUT_BARRIER)
    _PoolTimeouts.last_at = time.monotonic()
    return True


def pool_ran_out_since(moment: float) -> bool:
    """Return whether the connection pool ran out after `moment`, a time of `time.monotonic()`."""
    return moment < _PoolTimeouts.last_at


def _run_unless_pool_ran_out(work: Callable[[], T], queued_at: float) -> T:
    if pool_ran_out_since(queued_at):
        raise Unavailable()
    try:
        return work()
    finally:
        if time.monotonic() - _PoolTimeouts.last_at <= conf.POOL_TIMEOUT_MEMORY:
            connection.close()


def drop_broken_connection() -> None:
    """Close this thread's connection if it is dead, so that the next query opens a new one."""
    if connection.connection is not None and not connection.in_atomic_block and not connection.is_usable():
        connection.close()


def close_connections() -> None:
    """Close the connections of all threads, before a test database is dropped or a process ends."""
    barrier = threading.Barrier(conf.READ_THREADS)
    jobs = [_readers.submit(_close_connection, barrier) for _ in range(conf.READ_THREADS)]
    for job in [*jobs, _writer.submit(_close_connection), _second_writer.submit(_close_connection)]:
        job.result()


def _close_connection(barrier: threading.Barrier | None = None, timeout: float | None = None) -> None:
    if barrier is not None:
        with contextlib.suppress(threading.BrokenBarrierError):
            barrier.wait(timeout)
    connection.close()
