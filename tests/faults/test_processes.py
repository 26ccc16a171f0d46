"""Faults of the servers' processes: T1 to T3, and T27, wrong clocks."""

import asyncio
import os
import signal
from pathlib import Path

import pytest
from psycopg import AsyncConnection

from tests.faults import figures
from tests.faults.clients import Page
from tests.faults.crowd import PATIENCE, Crowd
from tests.faults.journal import now
from tests.faults.site import Site
from tests.faults.test_postgres import SLOW, run_sql
from tests.support import services
from tests.support.waiting import wait_until

pytestmark = pytest.mark.faults
QUICK = "CREATE OR REPLACE FUNCTION dawdle() RETURNS trigger AS 'BEGIN RETURN NEW; END' LANGUAGE plpgsql"
INSERTING = (
    "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() "
    "AND query LIKE '%INSERT INTO \"chat_message\"%'"
)
WAITING = "SELECT 1 FROM pg_locks WHERE NOT granted"
FAKETIME = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
LEASE = 60.0
"""Seconds after which the people of a killed worker must be shown as offline."""


async def test_t1_a_killed_worker_loses_nothing(make_site):
    site = await make_site()
    async with Crowd(site) as crowd:
        await crowd.acks(100)
        crowd.begin()
        await asyncio.to_thread(site.servers[0].kill)
        await crowd.acks(200)
        await crowd.conclude("T1", "kill -9 of one of two workers")


@pytest.mark.long
async def test_t1_twenty_kills_lose_nothing(make_site):
    site = await make_site()
    async with Crowd(site) as crowd:
        await crowd.acks(50)
        crowd.begin()
        for number in range(20):
            server = site.servers[number % 2]
            await asyncio.to_thread(server.kill)
            await crowd.acks(100)
            await asyncio.to_thread(server.start)
            await crowd.acks(150)  # Separates the faults, because the back-off is reset after 5 s.
        await crowd.conclude("T1 x 20", "kill -9 of one worker or the other, 20 times")


@pytest.mark.long
async def test_t1_a_person_who_does_not_return_from_a_killed_worker_is_shown_as_offline(make_site):
    site = await make_site()
    async with Crowd(site, rate=10) as crowd:
        await crowd.acks(20)
        page = next(each for each in crowd.pages if each.url == site.urls[0])
        crowd.begin()
        await asyncio.to_thread(site.servers[0].kill)
        await crowd.send_home(page)
        gone, sharing = page.journal.user_id, site.sharing()
        others = [each.journal for each in crowd.pages if gone in sharing[each.journal.user_id]]
        await wait_until(lambda: all(each.people.get(gone, "offline") == "offline" for each in others), LEASE)
        note = f"shown as gone after {now() - crowd.began:.0f} s"
        await crowd.conclude("T1 presence", "kill -9, and one of its people does not return", note=note)


@pytest.mark.long
async def test_t2_a_rolling_restart_shows_nobody_an_error(make_site):
    site = await make_site()
    async with Crowd(site) as crowd:
        await crowd.acks(100)
        crowd.begin()
        before = [page.journal.syncs for page in crowd.pages]
        for server in site.servers:
            await asyncio.to_thread(server.stop)
            await asyncio.to_thread(server.start)
            await crowd.acks(100)
        closes = {code for page in crowd.pages for code in page.journal.closes}
        syncs = max(page.journal.syncs - earlier for page, earlier in zip(crowd.pages, before, strict=True))
        errors = {code for page in crowd.pages for code in page.journal.errors}
        note = f"at most {syncs} syncs a client for two restarts"
        figures = await crowd.conclude("T2", "SIGTERM and start of both workers, one after the other", note=note)
    assert figures.recovered == 0, "a worker that was asked to stop has stored what it did not ack"
    assert closes == {1012}
    assert errors == set()


@pytest.mark.long
async def test_t2_two_hundred_pages_see_a_rolling_restart_as_a_short_pause(make_site):
    site = await make_site()
    site.people *= 200 // len(site.people)  # Several tabs for each person.
    async with Crowd(site, count=200, changes=0.02) as crowd:
        await crowd.acks(100)
        crowd.begin()
        away = []
        for server, url in zip(site.servers, site.urls, strict=True):
            sent_away = {page: page.journal.connects for page in crowd.pages if page.url == url}
            asked = now()
            stopping = asyncio.create_task(asyncio.to_thread(server.stop))
            await wait_until(
                lambda sent_away=sent_away: all(
                    page.journal.connects > n and page.online.is_set() for page, n in sent_away.items()
                )
            )
            away.append(now() - asked)
            await stopping
            await asyncio.to_thread(server.start)
            await crowd.acks(100)
        closes = {code for page in crowd.pages for code in page.journal.closes}
        errors = {code for page in crowd.pages for code in page.journal.errors}
        waits = figures.spread(crowd.ack_waits(crowd.began, now()))
        note = f"ack p50 {waits[0]:.2f}, p99 {waits[1]:.1f} s; the last page back after {max(away):.1f} s"
        await crowd.conclude("T2 x 200", "the same under 200 open pages", note=note)
    assert closes == {1012}
    assert errors == set()


@pytest.mark.long
async def test_t3_a_suspended_worker_does_no_harm_when_it_resumes(make_site):
    site = await make_site()
    async with Crowd(site) as crowd:
        await crowd.acks(100)
        crowd.begin()
        os.kill(site.servers[0].pid, signal.SIGSTOP)
        await asyncio.sleep(60)
        os.kill(site.servers[0].pid, signal.SIGCONT)
        await crowd.acks(200)
        await crowd.conclude("T3", "SIGSTOP of one of two workers for 60 s")


@pytest.mark.long
async def test_t3_a_worker_suspended_in_a_transaction_does_not_block_the_other(make_site):
    """It holds the locks of the rooms it was writing to."""
    site = await make_site()
    async with Crowd(site) as crowd:
        first, second = ([page for page in crowd.pages if page.turn % 2 == number] for number in (0, 1))
        crowd.writers = first
        await crowd.acks(30)
        await run_sql(site, SLOW)
        await _until_some(site, INSERTING)
        os.kill(site.servers[0].pid, signal.SIGSTOP)
        crowd.begin()
        await run_sql(site, QUICK)
        longest = await _longest_ack_of_the_others(crowd, site, second)
        note = f"the other one's acks took up to {longest:.0f} s"
        await crowd.conclude("T3 locked", "SIGSTOP of a worker in the middle of a transaction", note=note)
    assert longest < 30


@pytest.mark.long
async def test_t3_a_worker_suspended_while_it_waits_for_a_lock_does_not_keep_it(make_site):
    site = await make_site()
    async with Crowd(site) as crowd:
        first, second = ([page for page in crowd.pages if page.turn % 2 == number] for number in (0, 1))
        crowd.writers = first
        await crowd.acks(30)
        async with await AsyncConnection.connect(site.database_url) as holder:
            await holder.execute("SELECT 1 FROM chat_room FOR UPDATE")
            await _until_some(site, WAITING)
            os.kill(site.servers[0].pid, signal.SIGSTOP)
            crowd.begin()
        longest = await _longest_ack_of_the_others(crowd, site, second)
        note = f"the other one's acks took up to {longest:.0f} s"
        await crowd.conclude("T3 waiting", "SIGSTOP of a worker that waits for a room's lock", note=note)
    assert longest < 30


async def _longest_ack_of_the_others(crowd: Crowd, site: Site, writers: list[Page]) -> float:
    """Return the longest wait of these writers for an ack, in seconds, and resume the first server."""
    crowd.writers = writers
    await wait_until(lambda: sum(bool(page.journal.acked) for page in writers) == len(writers), PATIENCE)
    waits = crowd.ack_waits(crowd.began, now())
    os.kill(site.servers[0].pid, signal.SIGCONT)
    await crowd.acks(100)
    return max(waits)


async def _until_some(site: Site, query: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await run_sql(site, query):  # noqa: ASYNC110 - nobody would set an event
            await asyncio.sleep(0.01)


@pytest.mark.long
@pytest.mark.skipif(not FAKETIME and not services.REQUIRED, reason="libfaketime is not installed")
@pytest.mark.parametrize("shift", ["-2s", "+61s", "+1d"])
async def test_t27_a_worker_with_a_wrong_clock_orders_and_delivers_correctly(make_site, shift):
    site = await make_site(1)
    await site.add_server(LD_PRELOAD=str(FAKETIME[0]), FAKETIME=shift, DONT_FAKE_MONOTONIC="1")
    async with Crowd(site) as crowd:
        await crowd.acks(50)
        crowd.begin()
        await crowd.acks(1_000)
        await crowd.conclude(f"T27 {shift}", f"the clock of one of two workers {shift}")


@pytest.mark.long
async def test_t1_a_killed_single_process_on_sqlite_loses_nothing(make_site):
    site = await make_site(1, sqlite=True)
    async with Crowd(site) as crowd:
        crowd.begin()
        for _ in range(5):
            await crowd.acks(60)
            await asyncio.to_thread(site.servers[0].kill)
            await asyncio.to_thread(site.servers[0].start)
        crowd.heal()
        await crowd.acks(60)
        await crowd.conclude("T1 SQLite", "kill -9 and start of the only process, 5 times")
