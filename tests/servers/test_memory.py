"""The memory of a process does not climb with each page."""

import asyncio
from pathlib import Path

import pytest

from tests.servers.conftest import copy_of
from tests.support.servers import Server
from tests.support.web_session import WebSession

PAGES = 300
GROWTH_MB = 15
"""A page of a room with fifty messages leaves a megabyte if it is not freed at once."""


@pytest.fixture
def server(staged, tmp_path):
    with Server("backdoor", copy_of(staged, tmp_path), tmp_path / "log") as server:
        yield server


def memory_mb(server: Server) -> float:
    status = Path(f"/proc/{server.pid}/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))


async def test_three_hundred_pages_of_a_room_take_no_memory(server, person, cast):
    await server.run("from chat import conf\nconf.PAGE_COMMANDS = 0")
    room, ada = cast.room("kitchen"), await person("ada", server)
    for number in range(60):
        await ada.say(room, f"**Hello** `{number}` " * 40)
    visitor, cookie = WebSession(server.url), f"sessionid={cast.session('ada')}"

    async def look(times: int) -> None:
        for _ in range(times):
            assert (await asyncio.to_thread(visitor.get, f"/rooms/{room}/", Cookie=cookie)).status == 200

    await look(60)
    before = memory_mb(server)
    await look(PAGES)
    assert memory_mb(server) - before < GROWTH_MB
