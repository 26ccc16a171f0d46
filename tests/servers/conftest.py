"""Real servers, each over a fresh copy of one staged database; none may log a traceback."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.servers import Server, prepare_database
from tests.support.websocket_client import Client


class Cast:
    """Who and what was staged: `token("ada")`, `id("ada")`, `session("ada")`, `room("kitchen")`."""

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
    """An SQLite database that is copied and never served, and who is in it."""
    data = tmp_path_factory.mktemp("stage")
    return data, Cast(prepare_database(data))


@pytest.fixture(scope="session")
def cast(staged) -> Cast:
    return staged[1]


def copy_of(staged: tuple[Path, Cast], folder: Path) -> Path:
    """A data folder with a copy of the staged database."""
    shutil.copytree(staged[0], folder / "data")
    return folder / "data"


def check_log(text: str) -> None:
    """Nothing went wrong that the server did not expect."""
    assert "Traceback" not in text, text
    assert "ERROR" not in text, text


@pytest.fixture(scope="module", params=["uvicorn", "daphne"])
def server(request, staged, tmp_path_factory) -> Iterator[Server]:
    """The site on one process over SQLite, on both servers that the documents name."""
    folder = tmp_path_factory.mktemp(request.param)
    with Server(request.param, copy_of(staged, folder), folder / "log") as server:
        yield server
    check_log(server.text)


@pytest.fixture
async def connect(request):
    """Makes clients, of the module's `server` unless another is named; all are closed afterwards."""
    made: list[Client] = []

    async def connect(server: Server | None = None, *, greeted: bool = True, **how: Any) -> Client:
        client = await Client.connect((server or request.getfixturevalue("server")).url, **how)
        made.append(client)
        if greeted:
            await client.expect("welcome")
        return client

    yield connect
    for client in made:
        await client.close()


@pytest.fixture
def person(connect, cast):
    """Connects one of the cast by token."""

    async def person(name: str, server: Server | None = None, **how: Any) -> Client:
        return await connect(server, token=cast.token(name), **how)

    return person
