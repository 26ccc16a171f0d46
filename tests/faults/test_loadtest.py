"""The load test names a slow database."""

import asyncio
import json
import sys
from typing import Any

from tests.support.servers import ROOT, environment

DELAY = 0.025
"""Seconds in each direction: 50 ms for each statement."""


async def test_a_slow_database_is_the_first_limit_that_failed(make_site: Any) -> None:
    site = await make_site(servers=0, redis=False)
    proxy = await site.add_back("database", site.postgres.port)
    proxy.delay(DELAY)
    url = site.database_url.replace(str(site.postgres.port), str(proxy.port))
    arguments = "manage.py loadtest --people 6 --minutes 0.1 --rooms 2 --room-size 3".split()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=ROOT,
        env=environment(site.folder, DATABASE_URL=url, DEBUG="0"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(240):
        output, _ = await process.communicate()
    text = output.decode()
    assert "First limit that failed: the database answers in" in text, text
    assert process.returncode == 1
    (line,) = (site.folder / "loadtest.jsonl").read_text().splitlines()
    assert json.loads(line)["database_p50"] > 45
    assert site.postgres.query("SELECT count(*) FROM chat_user WHERE username LIKE 'loadtest-%'", _name(url)) == [(0,)]


def _name(url: str) -> str:
    return url.rpartition("/")[2]
