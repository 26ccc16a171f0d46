"""Where blocking work runs."""

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
from chat.executors import Gathered, close_connections, post, read, write
from chat.models import User
from tests.support.factories import create_user
from tests.support.waiting import wait_until

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
    ada = await write(create_user, "ada")
    assert await read(User.objects.get, pk=ada.pk) == ada


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("usable", [True, False])
async def test_after_a_failure_a_connection_that_broke_is_replaced_and_a_good_one_kept(usable):
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
        executors.drop_broken_connection()
        assert connection.connection is not None


class Asked:
    """Doubles numbers, notes who came together, and holds the first crowd until the others wait."""

    def __init__(self) -> None:
        self.crowds: list[list[int]] = []
        self.go_on = threading.Event()

    def __call__(self, numbers: list[int]) -> list[int | Exception]:
        self.crowds.append(numbers)
        assert self.go_on.wait(5)
        return [NotFound() if number < 0 else number * 2 for number in numbers]


async def test_those_who_come_while_others_are_served_are_served_together():
    asked = Asked()
    gathered = Gathered(asked)
    waiting = [asyncio.ensure_future(gathered.ask(number)) for number in (1, 2, -3, 4)]
    await wait_until(lambda: asked.crowds)
    waiting += [asyncio.ensure_future(gathered.ask(number)) for number in range(10, 10 + conf.GATHERED + 1)]
    await asyncio.sleep(0)
    asked.go_on.set()
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert [answers[0], answers[1], type(answers[2]), answers[3]] == [2, 4, NotFound, 8]
    assert answers[4:] == [number * 2 for number in range(10, 10 + conf.GATHERED + 1)]
    assert [len(crowd) for crowd in asked.crowds] == [4, conf.GATHERED, 1]


async def test_one_that_breaks_a_crowd_breaks_only_itself():
    def halve(numbers: list[int]) -> list[int | Exception]:
        if 0 in numbers:
            raise ZeroDivisionError
        return list(numbers)

    gathered = Gathered(halve)
    answers = await asyncio.gather(*(gathered.ask(number) for number in (1, 0, 2)), return_exceptions=True)
    assert [answers[0], type(answers[1]), answers[2]] == [1, ZeroDivisionError, 2]


async def test_a_store_that_does_not_answer_is_asked_once_for_a_crowd():
    always = Failing(OperationalError, 99)
    gathered = Gathered(lambda numbers: [always()])
    answers = await asyncio.gather(*(gathered.ask(number) for number in range(5)), return_exceptions=True)
    assert {type(answer) for answer in answers} == {Unavailable}
    assert always.calls == 2


async def test_who_went_away_meanwhile_keeps_nobody_waiting():
    asked = Asked()
    gathered = Gathered(asked)
    gone, stays = asyncio.ensure_future(gathered.ask(1)), asyncio.ensure_future(gathered.ask(2))
    await wait_until(lambda: asked.crowds)
    gone.cancel()
    asked.go_on.set()
    assert await stays == 4
    assert gone.cancelled()


async def test_what_is_gathered_may_be_written():
    gathered = Gathered(lambda items: [name() for _ in items], run=write)
    assert await gathered.ask(1) == await write(name)


# --- Scarce connections


@pytest.fixture
def plenty(monkeypatch):
    """No connection was asked for in vain, nor is when the test is over."""
    monkeypatch.setattr(executors._Scarcity, "seen_at", -math.inf)


def in_vain() -> None:
    raise OperationalError from PoolTimeout()


async def test_a_read_for_which_there_is_no_connection_is_not_repeated(plenty):
    calls = []
    with pytest.raises(Unavailable):
        await read(lambda: calls.append(1) or in_vain())
    assert calls == [1]


@pytest.mark.parametrize("run", [read, write])
async def test_who_waited_in_line_meanwhile_is_refused_at_once_and_who_comes_later_is_served(plenty, run):
    go_on, started, done = threading.Event(), [], []

    def wait() -> None:
        started.append(1)
        assert go_on.wait(5)
        in_vain()

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
async def test_while_connections_are_scarce_no_thread_keeps_one(plenty):
    def has_connection() -> bool:
        return connection.connection is not None

    together = threading.Barrier(conf.READ_THREADS, timeout=5)

    def meet(look: Callable[[], bool]) -> bool:
        together.wait()
        return look()

    await asyncio.gather(*(read(meet, User.objects.exists) for _ in range(conf.READ_THREADS)))
    with pytest.raises(Unavailable):
        await write(in_vain)
    await write(User.objects.exists)
    assert not await write(has_connection)
    assert not any(await asyncio.gather(*(read(meet, has_connection) for _ in range(conf.READ_THREADS))))
