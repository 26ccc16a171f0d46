"""SIGHUP replaces the workers one after the other, and nobody is refused meanwhile."""

import asyncio
import os
import shutil
import signal
from pathlib import Path

import aiohttp
import pytest

from tests.servers.conftest import check_log, copy_of
from tests.support import services
from tests.support.servers import Redis, Server
from tests.support.waiting import wait_until
from tests.support.websocket_client import new_id

WITHIN = 120
"""Seconds for starting workers on a busy machine."""
pytestmark = pytest.mark.skipif(
    not shutil.which("redis-server") and not services.REQUIRED, reason="redis-server is missing"
)


@pytest.fixture
def server(staged, tmp_path):
    with Redis(tmp_path) as redis:
        server = Server("site", copy_of(staged, tmp_path), tmp_path / "log", REDIS_URL=redis.url)
        server.command += ["--workers", "2"]
        with server:
            yield server
        check_log(server.text)


def workers(server: Server) -> set[int]:
    """Return the process ids of the workers that have started."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return {int(pid) for pid in children if f"Started server process [{pid}]" in server.text}


async def test_a_site_under_load_answers_everybody_while_its_workers_are_replaced(server, cast):
    await wait_until(lambda: len(workers(server)) == 2, WITHIN)
    before, acked, is_over = workers(server), [], asyncio.Event()
    url = f"{server.url}/api/v1/rooms/{cast.room('kitchen')}/messages"
    headers = {"Authorization": f"Bearer {cast.token('ada')}"}

    async def write(client):
        while not is_over.is_set():
            body = {"content": "Hello", "clientId": new_id()}
            async with client.post(url, json=body) as response:
                answer = await response.json()
                if response.status == 429:
                    await asyncio.sleep(answer["error"]["retryAfterMs"] / 1000)
                    continue
                assert response.status == 201, answer
                acked.append(answer["id"])

    connector = aiohttp.TCPConnector(force_close=True)  # each request meets another worker
    async with aiohttp.ClientSession(connector=connector, headers=headers) as client:
        writers = [asyncio.create_task(write(client)) for _ in range(4)]
        await wait_until(lambda: len(acked) > 20, WITHIN)
        os.kill(server.pid, signal.SIGHUP)
        await wait_until(lambda: len(workers(server) - before) == 2 and not workers(server) & before, WITHIN)
        most = len(acked) + 20
        await wait_until(lambda: len(acked) > most or any(task.done() for task in writers), WITHIN)
        is_over.set()
        await asyncio.gather(*writers)
        async with client.get(f"{url}?limit=100") as response:
            stored = [message["id"] for message in (await response.json())["messages"]]
    assert stored == sorted(acked)[-100:]
