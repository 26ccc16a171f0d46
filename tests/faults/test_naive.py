"""Proves that the checker works: a naive chat passes it without faults, and fails it under each fault."""

import asyncio
import contextlib

import psycopg
import pytest

from tests.faults import checker
from tests.faults.crowd import Crowd
from tests.faults.naive.application import QUEUE, TABLE
from tests.faults.naive.site import NaiveSite
from tests.support.waiting import wait_until

pytestmark = pytest.mark.faults
SLOW_COMMIT = """
CREATE FUNCTION doze() RETURNS trigger AS $$ BEGIN PERFORM pg_sleep(0.2); RETURN NULL; END $$ LANGUAGE plpgsql;
CREATE CONSTRAINT TRIGGER doze AFTER INSERT ON naive_message DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION doze()
"""
DELIVERY = {"I1", "I2", "I3"}
"""The invariants that apply to the naive chat, which has no counters and no sidebar."""


@pytest.fixture
async def naive(make_site):
    made = await make_site(0)
    people = [person | {"token": f"person{number}"} for number, person in enumerate(made.people)]
    site = NaiveSite(made.folder, made.database_url, people, made.rooms, made.postgres, made.redis)
    with psycopg.connect(site.database_url) as database:
        database.execute(TABLE)
    for _ in range(2):
        await site.add_naive_server()
    yield site
    made.redis = None  # Ended with the naive servers.
    await site.close()


async def _wrong(crowd: Crowd) -> list[checker.Violation]:
    """Return the violations of delivery."""
    await crowd.settle(5)
    for page in crowd.pages:
        page.note_screen()
    found = checker.check(await crowd.site.truth(), crowd.watching)
    return [violation for violation in found if violation.invariant in DELIVERY]


def _crowd(site: NaiveSite) -> Crowd:
    return Crowd(site, changes=0, careless=True)


@pytest.mark.long
async def test_the_naive_chat_loses_nothing_without_faults(naive):
    async with _crowd(naive) as crowd:
        await crowd.acks(100)
        assert await _wrong(crowd) == []


@pytest.mark.long
async def test_t1_a_killed_worker_makes_the_naive_chat_show_what_was_never_stored(naive):
    """It dies between its publish and its commit: the commit is made to take long."""
    with psycopg.connect(naive.database_url) as database:
        database.execute(SLOW_COMMIT)
    async with _crowd(naive) as crowd:
        await crowd.acks(60)
        await asyncio.to_thread(naive.servers[0].kill)
        terminate = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'COMMIT' AND state = 'active'"
        naive.postgres.query(terminate)  # Its backends notice the death of a client only when they next write to it.
        await crowd.acks(60)
        assert any("shows what is not stored" in each.text for each in await _wrong(crowd))


async def test_t5_a_restarted_redis_makes_the_naive_chat_lose_messages(naive):
    async with _crowd(naive) as crowd:
        await crowd.acks(40)
        await asyncio.to_thread(naive.redis.kill)
        await crowd.acks(60)
        await asyncio.to_thread(naive.redis.start)
        await crowd.acks(60)
        assert any("does not show" in each.text for each in await _wrong(crowd))


@pytest.mark.long
async def test_t10_a_burst_at_a_client_that_is_slow_makes_the_naive_chat_lose_messages(naive):
    async with _crowd(naive) as crowd:
        await crowd.acks(20)
        naive.fronts[1].stall()
        for page in crowd.pages[::2]:
            for number in range(QUEUE):
                page.write(min(page.state.rooms), f"burst {number} {'x' * 20_000}")
        with contextlib.suppress(TimeoutError):
            await wait_until(lambda: sum(page.waiting for page in crowd.pages[::2]) == 0, 30)
        naive.fronts[1].resume()
        assert any("does not show" in each.text for each in await _wrong(crowd))
