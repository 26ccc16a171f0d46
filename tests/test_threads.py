"""Where blocking work runs."""

import asyncio
import threading
from unittest import mock

import pytest
from django.db import InterfaceError, OperationalError, connection, transaction
from redis.exceptions import ConnectionError as RedisGone

from chat import conf, threads
from chat.errors import NotFound, Unavailable
from chat.models import User
from chat.threads import close_connections, post, read, write
from tests.support.cast import person

FAILURES = [OperationalError, InterfaceError, RedisGone]


class Failing:
    """Fails so many times, then answers."""

    def __init__(self, error: type[Exception], times: int) -> None:
        self.error, self.times, self.calls = error, times, 0

    def __call__(self) -> str:
        self.calls += 1
        if self.calls <= self.times:
            raise self.error
        return "answer"


def name() -> str:
    return threading.current_thread().name


async def test_reads_run_side_by_side_and_apart_from_the_loop():
    together = threading.Barrier(conf.READ_THREADS, timeout=5)

    def meet() -> str:
        together.wait()
        return name()

    names = await asyncio.gather(*(read(meet) for _ in range(conf.READ_THREADS)))
    assert len(set(names)) == conf.READ_THREADS
    assert name() not in names


async def test_writes_run_one_after_the_other_in_one_thread_and_in_their_order():
    done = []
    post(lambda: done.append("posted"))
    names = {await write(name) for _ in range(5)}
    await write(done.append, "written")
    assert len(names) == 1
    assert done == ["posted", "written"]


async def test_arguments_go_in_and_results_and_refusals_come_out():
    def refuse() -> None:
        raise NotFound

    for run in (read, write):
        assert await run(divmod, 7, 2) == (3, 1)
        assert await run(int, "12", base=3) == 5
        with pytest.raises(NotFound):
            await run(refuse)


@pytest.mark.parametrize("error", FAILURES)
async def test_a_read_is_repeated_once_and_then_the_store_is_unavailable(error):
    once, always = Failing(error, 1), Failing(error, 9)
    assert await read(once) == "answer"
    with pytest.raises(Unavailable):
        await read(always)
    assert always.calls == 2


@pytest.mark.parametrize("error", FAILURES)
async def test_a_write_is_never_repeated(error):
    once = Failing(error, 1)
    with pytest.raises(Unavailable):
        await write(once)
    assert once.calls == 1


@pytest.mark.django_db(transaction=True)
async def test_what_one_thread_has_written_the_others_read():
    ada = await write(person, "ada")
    assert await read(User.objects.get, pk=ada.pk) == ada


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("usable", [True, False])
async def test_after_a_failure_a_connection_that_broke_is_replaced_and_a_good_one_kept(usable):
    used = []

    def fail() -> None:
        User.objects.exists()
        used.append(connection.connection)
        with mock.patch.object(connection, "is_usable", lambda: usable):
            threads.drop_broken_connection()

    await write(fail)
    await write(fail)
    assert (used[0] is used[1]) is usable


@pytest.mark.django_db(transaction=True)
async def test_connections_are_kept_until_they_are_closed_for_every_thread():
    def has_connection() -> bool:
        return connection.connection is not None

    await write(User.objects.exists)
    assert await write(has_connection)
    await write(lambda: None)
    close_connections()
    assert not await write(has_connection)
    assert not any([await read(has_connection) for _ in range(conf.READ_THREADS)])


@pytest.mark.django_db(transaction=True)
def test_a_connection_is_not_dropped_in_the_middle_of_a_transaction():
    with transaction.atomic():
        User.objects.exists()
        threads.drop_broken_connection()
        assert connection.connection is not None
