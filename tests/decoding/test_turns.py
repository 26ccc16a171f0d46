"""People whose pictures are waiting have turns, one after the other."""

import threading

import pytest

from chat.decoding.turns import Turns
from chat.errors import RateLimited


@pytest.fixture
def turns():
    return Turns(5, "test-turns")


@pytest.fixture
def door(turns):
    """Keeps the thread busy until it is opened."""
    door, busy = threading.Event(), threading.Event()

    def wait():
        busy.set()
        assert door.wait(10)

    turns.submit(0, wait)
    assert busy.wait(10)
    yield door
    door.set()


def test_a_person_with_much_work_delays_only_their_own(turns, door):
    done = []
    futures = [turns.submit(1, lambda number=number: done.append((1, number))) for number in range(3)]
    futures += [turns.submit(2, lambda: done.append((2, 0))), turns.submit(3, lambda: done.append((3, 0)))]
    door.set()
    for future in futures:
        future.result(10)
    assert done == [(1, 0), (2, 0), (3, 0), (1, 1), (1, 2)]


def test_all_work_runs_in_one_thread_and_its_result_or_error_is_returned(turns):
    assert {turns.submit(person, threading.get_ident).result(10) for person in range(5)} != {threading.get_ident()}
    assert len({turns.submit(person, threading.get_ident).result(10) for person in range(5)}) == 1
    with pytest.raises(ZeroDivisionError):
        turns.submit(1, lambda: 1 // 0).result(10)
    assert turns.submit(1, lambda: "next").result(10) == "next"


def test_work_that_was_cancelled_is_skipped(turns, door):
    done = []
    cancelled = turns.submit(1, lambda: done.append("cancelled"))
    kept = turns.submit(1, lambda: done.append("kept"))
    cancelled.cancel()
    door.set()
    kept.result(10)
    assert done == ["kept"]


def test_only_some_work_of_one_person_may_wait(turns, door):
    for _ in range(5):
        turns.submit(1, int)
    with pytest.raises(RateLimited):
        turns.submit(1, int)
    turns.submit(2, int)
