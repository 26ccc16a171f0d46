"""T17: several processes write to one SQLite file while its lock is held."""

import asyncio
import sqlite3
import urllib.parse

import pytest

from tests.faults.crowd import Crowd

pytestmark = [pytest.mark.faults, pytest.mark.long]

WRITE = """
import uuid
from chat.actions.messages.messages import send
from chat.models import User
by = User.objects.get(pk={user})
for number in range(150):
    send(by=by, room_id={room}, content=f"other process {{number}}", client_id=uuid.uuid4())
"""


async def test_t17_four_writing_processes_and_a_held_lock_cause_no_error(make_site):
    site = await make_site(4, sqlite=True)
    database = sqlite3.connect(urllib.parse.urlsplit(site.database_url).path, timeout=20, isolation_level=None)
    others = site.people[16:19]
    async with Crowd(site, count=15, rate=30) as crowd:
        await crowd.acks(50)
        crowd.begin()
        writing = [
            asyncio.ensure_future(server.run(WRITE.format(user=person["id"], room=site.rooms_of(person["id"])[0])))
            for server, person in zip(site.servers[1:], others, strict=True)
        ]
        for _ in range(3):
            database.execute("BEGIN IMMEDIATE")
            await asyncio.sleep(3)
            database.execute("COMMIT")
            await asyncio.sleep(2)
        await asyncio.gather(*writing)
        crowd.heal()
        await crowd.acks(100)
        assert all(not page.journal.errors for page in crowd.pages)
        # Without Redis, a process does not know the people of the others.
        await crowd.conclude("T17", "SQLite: 4 writing processes, the lock held 3 s, 3 times", presence=False)
    database.close()
