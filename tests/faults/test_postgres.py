"""Faults of PostgreSQL: T11, T12, T15, T16 and T30."""

import asyncio

import pytest

from tests.faults.crowd import Crowd

pytestmark = pytest.mark.faults

SLOW = """
CREATE FUNCTION dawdle() RETURNS trigger AS $$ BEGIN PERFORM pg_sleep(0.3); RETURN NEW; END $$ LANGUAGE plpgsql;
CREATE TRIGGER dawdle BEFORE INSERT ON chat_message FOR EACH STATEMENT EXECUTE FUNCTION dawdle();
"""
TERMINATE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND state = 'active' AND query LIKE 'INSERT INTO "chat_message"%'
"""


async def test_t11_a_transaction_whose_backend_is_ended_is_not_acked_and_comes_once(make_site):
    site = await make_site()
    database = site.database_url.rsplit("/", 1)[1]
    ended = 0
    async with Crowd(site) as crowd:
        await crowd.acks(60)
        crowd.begin()
        await asyncio.to_thread(site.postgres.query, SLOW.replace("\n", " "), database)
        for _ in range(40):
            ended += len(await asyncio.to_thread(site.postgres.query, TERMINATE, database))
            await asyncio.sleep(0.1)
        await asyncio.to_thread(site.postgres.query, "DROP TRIGGER dawdle ON chat_message", database)
        crowd.heal()
        await crowd.acks(200)
        await crowd.conclude("T11", f"pg_terminate_backend in the middle of {ended} transactions")
    assert ended > 3, "hardly any transaction was ended: the test has tested nothing"
