"""Blocking work runs on the right threads, and a database that does not answer becomes Unavailable."""

import asyncio
import math
import threading
from collections.abc import Callable
from unittest import mock

import pytest
from django.db import InterfaceError, OperationalError, connection, transaction
from psycopg_pool import PoolTimeout
from redis.exceptions import ConnectionError as RedisGone

from chat import conf, executors
from chat.errors import NotFound, Unavailable
from chat.executors import close_connections, read, submit_write, write
from chat.models import User
from tests.support.factories import create_user
from tests.support.waiting import wait_until

FAILURES = [OperationalError, InterfaceError, RedisGone]


class Failing:
    """Raises an error the first `times` times, then returns "answer"."""

    def __init__(self, error: type[Exception], times: int) -> None:
        self.error, self.times, self.calls = error, times, 0

    def __call__(self) -> str:
        self.calls += 1
        if self.calls <= self.times:
            raise self.error
        return "answer"


def thread_name() -> str:
    return threading.current_thread().name


async def test_reads_run_in_parallel_and_off_the_event_loop():
    together = threading.Barrier(conf.READ_THREADS, timeout=5)

    def meet() -> str:
        together.wait()
        return thread_name()

    names = await asyncio.gather(*(read(meet) for _ in range(conf.READ_THREADS)))
    assert len(set(names)) == conf.READ_THREADS
    assert thread_name() not in names


async def test_writes_run_in_one_thread_in_the_order_they_were_queued():
    done = []
    submit_write(lambda: done.append("queued"))
    names = {await write(thread_name) for _ in range(5)}
    await write(done.append, "written")
    assert len(names) == 1
    assert done == ["queued", "written"]


async def test_arguments_results_and_errors_pass_through():
    def refuse() -> None:
        raise NotFound

    for run in (read, write):
        assert await run(divmod, 7, 2) == (3, 1)
        assert await run(int, "12", base=3) == 5
        with pytest.raises(NotFound):
            await run(refuse)


@pytest.mark.parametrize("error", FAILURES)
async def test_a_read_is_retried_once_before_it_is_unavailable(error):
    once, always = Failing(error, 1), Failing(error, 9)
    assert await read(once) == "answer"
    with pytest.raises(Unavailable):
        await read(always)
    assert always.calls == 2


@pytest.mark.parametrize("error", FAILURES)
async def test_a_write_is_never_retried(error):
    once = Failing(error, 1)
    with pytest.raises(Unavailable):
        await write(once)
    assert once.calls == 1


@pytest.mark.django_db(transaction=True)
async def test_readers_see_what_the_writer_committed():
    ada = await write(create_user, "ada")
    assert await read(User.objects.get, pk=ada.pk) == ada


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("usable", [True, False])
async def test_a_failed_query_replaces_its_connection_only_if_that_is_dead(usable):
    used = []

    def fail() -> None:
        User.objects.exists()
        used.append(connection.connection)
        with mock.patch.object(connection, "is_usable", lambda: usable):
            executors.drop_broken_connection()

    await write(fail)
    await write(fail)
    assert (used[0] is used[1]) is usable


@pytest.mark.django_db(transaction=True)
async def test_threads_keep_their_connections_until_close_connections():
    def has_connection() -> bool:
        return connection.connection is not None

    await write(User.objects.exists)
    assert await write(has_connection)
    await write(lambda: None)
    close_connections()
    assert not await write(has_connection)
    assert not any([await read(has_connection) for _ in range(conf.READ_THREADS)])


@pytest.mark.django_db(transaction=True)
def test_a_connection_is_not_dropped_inside_a_transaction():
    with transaction.atomic():
        User.objects.exists()
        executors.drop_broken_connection()
        assert connection.connection is not None


# --- An exhausted connection pool


@pytest.fixture
def fresh_pool(monkeypatch):
    """The connection pool has not run out, and has not when the test is over."""
    monkeypatch.setattr(executors._PoolTimeouts, "last_at", -math.inf)


def run_out() -> None:
    raise OperationalError from PoolTimeout()


async def test_a_read_that_gets_no_connection_is_not_retried(fresh_pool):
    calls = []
    with pytest.raises(Unavailable):
        await read(lambda: calls.append(1) or run_out())
    assert calls == [1]


@pytest.mark.parametrize("run", [read, write])
async def test_work_queued_when_the_pool_ran_out_is_refused_and_later_work_runs(fresh_pool, run):
    go_on, started, done = threading.Event(), [], []

    def wait() -> None:
        started.append(1)
        assert go_on.wait(5)
        run_out()

    first = [asyncio.ensure_future(run(wait)) for _ in range(conf.READ_THREADS)]
    await wait_until(lambda: started)
    waiting = asyncio.ensure_future(run(done.append, "waited"))
    await asyncio.sleep(0)
    go_on.set()
    outcomes = await asyncio.gather(*first, waiting, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {Unavailable}
    await run(done.append, "later")
    assert done == ["later"]


@pytest.mark.django_db(transaction=True)
async def test_no_thread_keeps_a_connection_after_the_pool_ran_out(fresh_pool):
    def has_connection() -> bool:
        return connection.connection is not None

    together = threading.Barrier(conf.READ_THREADS, timeout=5)

    def meet(look: Callable[[], bool]) -> bool:
        together.wait()
        return look()

    await asyncio.gather(*(read(meet, User.objects.exists) for _ in range(conf.READ_THREADS)))
    with pytest.raises(Unavailable):
        await write(run_out)
    await write(User.objects.exists)
    assert not await write(has_connection)
    assert not any(await asyncio.gather(*(read(meet, has_connection) for _ in range(conf.READ_THREADS))))
