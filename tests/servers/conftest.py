"""Real servers, each with a copy of one prepared database. None may log a traceback."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.servers import Server, prepare_database
from tests.support.websocket_client import Client


class Cast:
    """The people and rooms of the database: `token("ada")`, `id("ada")`, `session("ada")`, `room("kitchen")`."""

    def __init__(self, staged: dict[str, Any]) -> None:
        self.people, self.rooms = staged["people"], staged["rooms"]

    def id(self, name: str) -> int:
        return self.people[name]["id"]

    def token(self, name: str) -> str:
        return self.people[name]["token"]

    def session(self, name: str) -> str:
        return self.people[name]["session"]

    def room(self, name: str) -> int:
        return self.rooms[name]


@pytest.fixture(scope="session")
def staged(tmp_path_factory) -> tuple[Path, Cast]:
    """A data folder with an SQLite database, which is copied and never served, and its cast."""
    data = tmp_path_factory.mktemp("stage")
    return data, Cast(prepare_database(data))


@pytest.fixture(scope="session")
def cast(staged) -> Cast:
    return staged[1]


def copy_of(staged: tuple[Path, Cast], folder: Path) -> Path:
    """Copy the prepared database and return the new data folder."""
    shutil.copytree(staged[0], folder / "data")
    return folder / "data"


def check_log(text: str) -> None:
    """Fail if the log has a traceback or an error."""
    assert "Traceback" not in text, text
    assert "ERROR" not in text, text


@pytest.fixture(scope="module", params=["uvicorn", "daphne"])
def server(request, staged, tmp_path_factory) -> Iterator[Server]:
    """The site in one process with SQLite, once under uvicorn and once under Daphne."""
    folder = tmp_path_factory.mktemp(request.param)
    with Server(request.param, copy_of(staged, folder), folder / "log") as server:
        yield server
    check_log(server.text)


@pytest.fixture
async def connect(request):
    """Connects clients, to the module's `server` unless another is given, and closes them after the test."""
    clients: list[Client] = []

    async def connect(server: Server | None = None, *, greeted: bool = True, **how: Any) -> Client:
        client = await Client.connect((server or request.getfixturevalue("server")).url, **how)
        clients.append(client)
        if greeted:
            await client.expect("welcome")
        return client

    yield connect
    for client in clients:
        await client.close()


@pytest.fixture
def person(connect, cast):
    """Connects a person of the cast by their token."""

    async def person(name: str, server: Server | None = None, **how: Any) -> Client:
        return await connect(server, token=cast.token(name), **how)

    return person
