"""The last release serves on while this version migrates its database, and after that."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.servers import stores
from tests.servers.conftest import check_log
from tests.support import last_release, services
from tests.support.servers import ROOT, Server, environment
from tests.support.waiting import wait_until
from tests.support.web_session import WebSession
from tests.support.websocket_client import Client, new_id

pytestmark = pytest.mark.skipif(
    not last_release.is_in_history() and not services.REQUIRED, reason="this clone has no history"
)
PEOPLE = 3
ROUNDS = 3
"""So often each person does everything, before the database changes and again afterwards."""


@pytest.fixture(params=["SQLite", pytest.param("PostgreSQL", marks=stores.needs_stores)])
def variables(request) -> Iterator[dict[str, str]]:
    with nullcontext("") if request.param == "SQLite" else stores.database("upgrade") as url:
        yield {"BENCH_ROOMS": "1", "DATABASE_URL": url}


def manage(code: Path, data: Path, variables: dict[str, str], *arguments: str) -> str:
    command, env = [sys.executable, "manage.py", *arguments], environment(data, **variables)
    done = subprocess.run(command, cwd=code, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


class Person:
    """Somebody who makes the old code write all its kinds of rows, again and again. A refusal ends it."""

    def __init__(self, url: str, token: str, room: int) -> None:
        self.url, self.room, self.rounds = url, room, 0
        self.headers = {"Authorization": f"Bearer {token}"}
        self.token = token

    async def live(self) -> None:
        self.client = await Client.connect(self.url, token=self.token)
        try:
            async with aiohttp.ClientSession(headers=self.headers) as self.http:
                while True:
                    await self.write()
                    await self.prepare()
                    self.rounds += 1
        finally:
            await self.client.close()

    async def write(self) -> None:
        root = (await self.client.say(self.room, "Hello **you**, @everyone"))["messageId"]
        reply = await self.client.say(self.room, "An answer", threadId=root)
        await self.client.say(self.room, "With a file", attachmentIds=[await self.upload()])
        for command, data in (
            ("chat:edit", {"messageId": root, "content": "`Hello`"}),
            ("chat:react", {"messageId": root, "emoji": "👍", "on": True}),
            ("read", {"roomId": self.room, "seq": reply["seq"]}),
            ("chat:delete", {"messageId": reply["messageId"]}),
        ):
            answer = await self.client.command(command, **data)
            assert answer["success"], (command, answer)
        for method in ("PUT", "DELETE"):
            await self.ask(method, f"/messages/{root}/saved")

    async def prepare(self) -> None:
        at = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        poll = {"question": "Tea?", "options": ["yes", "no"], "clientId": new_id()}
        await self.ask("POST", f"/rooms/{self.room}/polls", json=poll)
        await self.ask("PUT", f"/rooms/{self.room}/draft", json={"content": "I think"})
        later = {"roomId": self.room, "content": "Later", "sendAt": at, "clientId": new_id()}
        for path, body in (("/scheduled", later), ("/reminders", {"at": at, "text": "Tea"})):
            made = await self.ask("POST", path, json=body)
            await self.ask("DELETE", f"{path}/{made['id']}")

    async def upload(self) -> int:
        form = aiohttp.FormData()
        form.add_field("file", b"tea", filename="tea.txt")
        return (await self.ask("POST", "/attachments", data=form))["id"]

    async def ask(self, method: str, path: str, **body: Any) -> Any:
        async with self.http.request(method, f"{self.url}/api/v1{path}", **body) as response:
            text = await response.text()
        if response.status == 429:
            await asyncio.sleep(json.loads(text)["error"].get("retryAfterMs", 1_000) / 1000)
            return await self.ask(method, path, **body)
        assert response.status < 300, (method, path, response.status, text)
        return json.loads(text) if text else None


async def test_the_last_release_stores_everything_before_and_after_the_database_is_migrated(tmp_path, variables):
    old, data = tmp_path / "old", tmp_path / "data"
    last_release.extract(old)
    data.mkdir()
    manage(old, data, variables, "migrate", "--verbosity", "0")
    made = manage(old, data, variables, "bench_room", "--members", str(PEOPLE)).splitlines()
    room, *members = (json.loads(line) for line in made)
    server = Server("uvicorn", data, tmp_path / "log", **variables)
    server.code = old
    with server:
        people = [Person(server.url, member["token"], room["roomId"]) for member in members]
        lives = [asyncio.create_task(person.live()) for person in people]
        try:
            await all_did_everything(people, lives)
            await asyncio.to_thread(manage, ROOT, data, variables, "migrate", "--verbosity", "0")
            await all_did_everything(people, lives)
            visitor = WebSession(server.url)
            assert (await asyncio.to_thread(visitor.sign_up, "newcomer")).status == 302
        finally:
            for life in lives:
                life.cancel()
            await asyncio.gather(*lives, return_exceptions=True)
    check_log(server.text)


async def all_did_everything(people: list[Person], lives: "list[asyncio.Task[None]]") -> None:
    """Wait until each has done everything ROUNDS more times. Raises what ended the life of one."""
    aim = {person: person.rounds + ROUNDS for person in people}

    def done() -> bool:
        for life in lives:
            if life.done():
                life.result()
        return all(person.rounds >= rounds for person, rounds in aim.items())

    await wait_until(done, seconds=300)
