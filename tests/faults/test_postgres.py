"""Faults of PostgreSQL: T11, T12, T15, T16 and T30."""

import asyncio
import os
import signal
import subprocess
import sys

import pytest

from benchmarks.services import program_of_postgres
from tests.faults import figures
from tests.faults.clients import ACK_WITHIN
from tests.faults.crowd import Crowd
from tests.faults.journal import now
from tests.faults.site import Site
from tests.support.servers import ROOT, environment
from tests.support.waiting import wait_until

pytestmark = pytest.mark.faults

SLOW = """
CREATE FUNCTION dawdle() RETURNS trigger AS $$ BEGIN PERFORM pg_sleep(0.3); RETURN NEW; END $$ LANGUAGE plpgsql;
CREATE TRIGGER dawdle BEFORE INSERT ON chat_message FOR EACH STATEMENT EXECUTE FUNCTION dawdle();
"""
TERMINATE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid()
    AND query LIKE '%INSERT INTO "chat_message"%'
"""


async def run_sql(site: Site, statement: str) -> list[tuple]:
    """Run a statement in the site's database and return its rows."""
    database = site.database_url.rsplit("/", 1)[1]
    return await asyncio.to_thread(site.postgres.query, statement.replace("\n", " "), database)


async def test_t11_a_message_whose_backend_was_terminated_is_stored_once(make_site):
    site = await make_site()
    ended = 0
    async with Crowd(site) as crowd:
        await crowd.acks(60)
        crowd.begin()
        await run_sql(site, SLOW)
        for _ in range(40):
            ended += len(await run_sql(site, TERMINATE))
            await asyncio.sleep(0.1)
        await run_sql(site, "DROP TRIGGER dawdle ON chat_message")
        crowd.heal()
        await crowd.acks(200)
        await crowd.conclude("T11", f"pg_terminate_backend in the middle of {ended} transactions")
    assert ended > 3, "too few transactions were terminated, so nothing was tested"


@pytest.mark.long
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGQUIT], ids=["fast", "immediate"])
async def test_t12_a_restarted_postgresql_loses_nothing(make_site, by):
    site = await make_site()
    async with Crowd(site) as crowd:
        await crowd.acks(100)
        crowd.begin()
        await asyncio.to_thread(site.postgres.stop, by)
        await asyncio.sleep(5)
        await asyncio.to_thread(site.postgres.start)
        crowd.heal()
        await crowd.acks(200)
        codes = {code for page in crowd.pages for code in page.journal.errors}
        assert codes <= {"unavailable"}
        await crowd.conclude(f"T12 {by.name}", "PostgreSQL stopped, away for 5 s")


@pytest.mark.long
async def test_t11_a_killed_backend_that_ends_all_others_loses_nothing(make_site):
    """PostgreSQL restarts all of its processes when one is killed."""
    site = await make_site()
    async with Crowd(site) as crowd:
        await crowd.acks(100)
        crowd.begin()
        for _ in range(3):
            rows = await run_sql(site, "SELECT pid FROM pg_stat_activity WHERE datname = current_database() LIMIT 1")
            os.kill(rows[0][0], signal.SIGKILL)
            await crowd.acks(100)
        await crowd.conclude("T11 kill", "kill -9 of a PostgreSQL backend, 3 times")


ROLLBACKS = """
CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN
IF random() < 0.02 THEN RAISE EXCEPTION 'rolled back by the test'; END IF; RETURN NULL; END $$ LANGUAGE plpgsql;
CREATE TRIGGER refuse AFTER INSERT ON chat_message FOR EACH STATEMENT EXECUTE FUNCTION refuse();
"""


@pytest.mark.long
async def test_t15_writers_of_two_workers_and_rollbacks_leave_no_hole_and_no_deadlock(make_site):
    site = await make_site()
    room = site.rooms_of(site.people[0]["id"])[0]
    async with Crowd(site, rate=20) as crowd:
        writers = [page for page in crowd.pages if room in page.state.rooms][:6]
        await run_sql(site, ROLLBACKS)
        crowd.begin()
        for writer in writers:
            for number in range(200):
                writer.write(room, f"contended {number}")
        await wait_until(lambda: not any(writer.waiting > 3 for writer in writers), 120)
        note = f"{1_200 / (now() - crowd.began):.0f} messages/s, one after another from each of 6"
        await run_sql(site, "DROP TRIGGER refuse ON chat_message")
        deadlocks = await run_sql(site, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        fault = "6 writers in one room on two workers, 2 % of the transactions rolled back"
        await crowd.conclude("T15", fault, note=note, expected=["rolled back by the test"])
    assert deadlocks == [(0,)]


@pytest.mark.long
async def test_t16_without_free_connections_the_site_refuses_and_does_not_hang(make_site):
    """The role is limited to four connections, as many as the two pools keep when idle. Then all clients reconnect."""
    site = await make_site(0)
    await run_sql(site, "DROP ROLE IF EXISTS scarce")
    await run_sql(site, "CREATE ROLE scarce LOGIN SUPERUSER")  # Without rights to grant one by one; limited below.
    await run_sql(site, "ALTER ROLE scarce NOSUPERUSER")
    await run_sql(site, "GRANT ALL ON ALL TABLES IN SCHEMA public TO scarce")
    await run_sql(site, "GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO scarce")
    for _ in range(2):
        await site.add_server(database=site.database_url.replace("faults@", "scarce@"))
    async with Crowd(site) as crowd:
        await crowd.acks(100)
        crowd.begin()
        await run_sql(site, "ALTER ROLE scarce CONNECTION LIMIT 4")
        await run_sql(site, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'scarce'")
        for _ in range(5):
            for front in site.fronts:
                front.cut("rst")
            await asyncio.sleep(3)
        await run_sql(site, "ALTER ROLE scarce CONNECTION LIMIT -1")
        crowd.heal()
        await crowd.acks(200)
        waits = crowd.ack_waits(crowd.began, crowd.healed)
        refused = sum(page.journal.errors["unavailable"] for page in crowd.pages)
        note = f"{refused} times `unavailable`, never an answer after more than {ACK_WITHIN:.0f} s"
        note += f"; ack p99 {figures.spread(waits)[1]:.1f} s while they were scarce"
        codes = {code for page in crowd.pages for code in page.journal.errors}
        unanswered = sum(page.journal.unanswered for page in crowd.pages)
        await crowd.conclude("T16", "4 connections for two workers, and all clients reconnect 5 times", note=note)
    assert codes == {"unavailable"}
    assert unanswered == 0


@pytest.mark.long
async def test_t30_after_a_restore_from_an_older_backup_everyone_shows_what_is_stored(make_site):
    site = await make_site()
    name = site.database_url.rsplit("/", 1)[1]
    async with Crowd(site) as crowd:
        await crowd.acks(100)
        dump = await asyncio.to_thread(_dump, site)
        await crowd.acks(200)
        crowd.begin()
        for server in site.servers:
            await asyncio.to_thread(server.stop)
        await asyncio.to_thread(site.postgres.query, f"DROP DATABASE {name} WITH (FORCE)")
        await asyncio.to_thread(site.postgres.query, f"CREATE DATABASE {name}")
        await asyncio.to_thread(_restore, site, dump)
        await asyncio.to_thread(_manage, site, "new_epoch")
        for server in site.servers:
            await asyncio.to_thread(server.start)
        crowd.heal()
        await crowd.acks(100)
        await crowd.conclude("T30", "the database restored from an older backup", after_reset=True)


def _manage(site: Site, command: str) -> None:
    env = environment(site.folder, DATABASE_URL=site.database_url)
    subprocess.run([sys.executable, "manage.py", command], check=True, capture_output=True, cwd=ROOT, env=env)


def _dump(site: Site) -> bytes:
    command = [str(program_of_postgres("pg_dump")), "--format=custom", site.database_url]
    return subprocess.run(command, check=True, capture_output=True).stdout


def _restore(site: Site, dump: bytes) -> None:
    command = [str(program_of_postgres("pg_restore")), "--dbname", site.database_url]
    subprocess.run(command, check=True, capture_output=True, input=dump)
