"""Items that arrive while a batch runs share the next one, and every item gets its own outcome."""

import asyncio
import threading

import pytest

from chat import batching
from chat.batching import Batcher, process_batch
from chat.errors import NotFound, Unavailable
from chat.executors import submit_read, submit_write
from tests.support.waiting import wait_until

POOLS = {"one thread": (submit_write, True), "several threads": (submit_read, False)}


class Doubler:
    """Doubles numbers, refuses negative ones, records the batches, and holds each batch until `resume` is set."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.running = self.running_at_most = 0
        self.resume = threading.Event()
        self._lock = threading.Lock()

    def __call__(self, numbers: list[int]) -> list[int | Exception]:
        with self._lock:
            self.batches.append(numbers)
            self.running += 1
            self.running_at_most = max(self.running, self.running_at_most)
        assert self.resume.wait(5)
        with self._lock:
            self.running -= 1
        return [NotFound() if number < 0 else number * 2 for number in numbers]


@pytest.fixture(params=POOLS.values(), ids=POOLS)
def doubling(request):
    """A doubler, and its batcher with at most ten items in a batch."""
    doubler, (submit, single_thread) = Doubler(), request.param
    yield doubler, Batcher(doubler, submit=submit, single_thread=single_thread, max_size=10)
    doubler.resume.set()


async def test_an_item_that_arrives_alone_is_processed_without_delay(doubling):
    doubler, batcher = doubling
    doubler.resume.set()
    assert [await batcher.ask(1), await batcher.ask(2)] == [2, 4]
    assert doubler.batches == [[1], [2]]


async def test_items_that_arrive_during_a_batch_share_the_next_one_up_to_its_size(doubling):
    doubler, batcher = doubling
    first = batcher.submit(1)
    await wait_until(lambda: doubler.batches)
    others = [batcher.submit(number) for number in range(2, 27)]
    doubler.resume.set()
    assert await asyncio.gather(first, *others) == [number * 2 for number in range(1, 27)]
    assert [len(batch) for batch in doubler.batches] == [1, 10, 10, 5]


async def test_one_batch_runs_at_a_time(doubling):
    doubler, batcher = doubling
    doubler.resume.set()
    for _ in range(50):
        await asyncio.gather(*(batcher.submit(number) for number in range(5)))
    assert doubler.running_at_most == 1


async def test_with_one_thread_the_next_batch_queues_when_its_first_item_arrives():
    order = []
    doubler = Doubler()
    batcher = Batcher(doubler, submit=submit_write, single_thread=True, max_size=10)
    first = batcher.submit(1)
    await wait_until(lambda: doubler.batches)
    second = batcher.submit(2)
    write = asyncio.wrap_future(submit_write(lambda: order.append(len(doubler.batches))))
    doubler.resume.set()
    await asyncio.gather(first, second, write)
    assert order == [2], "the write was queued after the second batch"


async def test_a_refused_item_is_answered_with_its_exception_and_does_not_stop_the_batch(doubling):
    doubler, batcher = doubling
    doubler.resume.set()
    outcomes = await asyncio.gather(*(batcher.submit(number) for number in (1, -2, 3)))
    assert [outcomes[0], type(outcomes[1]), outcomes[2]] == [2, NotFound, 6]
    with pytest.raises(NotFound):
        await batcher.ask(-2)


async def test_a_cancelled_item_does_not_hold_up_the_others(doubling):
    doubler, batcher = doubling
    cancelled, waiting = batcher.submit(1), batcher.submit(2)
    await wait_until(lambda: doubler.batches)
    cancelled.cancel()
    doubler.resume.set()
    assert await waiting == 4


async def test_each_item_is_answered_even_if_the_thread_is_interrupted():
    def interrupt(items: list[int]) -> list[int]:
        raise KeyboardInterrupt

    batcher = Batcher(interrupt, submit=submit_write, single_thread=True, max_size=10)
    assert isinstance(await asyncio.wait_for(batcher.submit(1), 5), Unavailable)
    assert isinstance(await asyncio.wait_for(batcher.submit(2), 5), Unavailable)


async def test_items_that_waited_while_the_connection_pool_ran_out_are_refused_without_a_try(monkeypatch):
    jobs, processed = [], []
    batcher = Batcher(processed.append, submit=jobs.append, single_thread=True, max_size=10)
    waited = batcher.submit(1)
    monkeypatch.setattr(batching, "pool_ran_out_since", lambda moment: True)
    jobs.pop()()
    assert isinstance(await waited, Unavailable)
    assert processed == []


def test_futures_are_resolved_on_the_loop_that_they_belong_to():
    doubler = Doubler()
    batcher = Batcher(doubler, submit=submit_write, single_thread=True, max_size=10)
    doubler.resume.set()
    for number in (1, 2):
        assert asyncio.run(batcher.ask(number)) == number * 2


def test_a_loop_that_closed_meanwhile_does_not_hold_up_the_others():
    doubler = Doubler()
    batcher = Batcher(doubler, submit=submit_write, single_thread=True, max_size=10)

    async def submit_and_leave() -> None:
        batcher.submit(1)

    asyncio.run(submit_and_leave())
    doubler.resume.set()
    assert asyncio.run(batcher.ask(2)) == 4


# --- A batch that breaks


def test_an_item_that_breaks_its_batch_fails_alone():
    def halve(numbers: list[int]) -> list[float]:
        return [1 / number for number in numbers]

    one, zero, two = process_batch(halve, [1, 0, 2])
    assert (one, type(zero), two) == (1, ZeroDivisionError, 0.5)


def test_a_batch_that_is_unavailable_is_not_retried_item_by_item():
    calls = []

    def fail(numbers: list[int]) -> list[int]:
        calls.append(numbers)
        raise Unavailable

    assert {type(outcome) for outcome in process_batch(fail, [1, 2, 3])} == {Unavailable}
    assert calls == [[1, 2, 3]]
