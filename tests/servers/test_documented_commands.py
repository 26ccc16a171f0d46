"""The commands of docs/operating.md do what the text around them says."""

import asyncio
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.servers import stores
from tests.servers.conftest import copy_of
from tests.support import services
from tests.support.servers import ROOT, Server, environment, prepare_database
from tests.support.web_session import WebSession

needs_sqlite3 = pytest.mark.skipif(
    not shutil.which("sqlite3") and not services.REQUIRED, reason="the sqlite3 command is not installed"
)


def commands_below(heading: str) -> list[str]:
    """Return the indented blocks of a section, one text each."""
    text = (ROOT / "docs/operating.md").read_text()
    section = text.split(f"\n{heading}\n", 1)[1].split("\n#", 1)[0].strip("\n")
    paragraphs = [part for part in section.split("\n\n") if part.startswith("    ")]
    return ["\n".join(line.strip() for line in part.splitlines()) for part in paragraphs]


def run(commands: str, folder: Path, **variables: str) -> None:
    """Run commands as somebody does who has the site and its `data` in a folder."""
    script = commands.replace("python manage.py", f"{sys.executable} {ROOT}/manage.py")
    env = environment(folder / "data", **variables)
    done = subprocess.run(
        ["bash", "-euc", script], cwd=folder, env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr


@needs_sqlite3
async def test_a_backup_is_restored_by_the_documented_commands(staged, tmp_path, cast, person):
    backup, restore = commands_below("### Backup and restore")
    data, room = copy_of(staged, tmp_path), cast.room("kitchen")
    server = Server("uvicorn", data, tmp_path / "log")
    with server:
        ada, visitor = await person("ada", server), WebSession(server.url)
        assert (await asyncio.to_thread(visitor.sign_up, "newcomer")).status == 302
        assert (await asyncio.to_thread(visitor.upload, b"tea")).status == 201
        epoch = ada.events("welcome")[0]["epoch"]
        kept = await ada.say(room, "in the backup")
        await asyncio.to_thread(run, backup, tmp_path)
        await ada.say(room, "after the backup")
        shutil.rmtree(data / "media")
        await asyncio.to_thread(server.stop, signal.SIGKILL)
    assert (data / "chatsite.sqlite3-wal").stat().st_size, "the test must restore beside the log of a killed server"

    await asyncio.to_thread(run, restore, tmp_path)
    with closing(sqlite3.connect(data / "chatsite.sqlite3")) as link:
        assert link.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert oct((data / "chatsite.sqlite3").stat().st_mode & 0o777) == "0o600"
    assert [path.read_bytes() for path in (data / "media").rglob("*") if path.is_file()] == [b"tea"]
    with Server("uvicorn", data, tmp_path / "log") as server:
        ada = await person("ada", server)
        assert ada.events("welcome")[0]["epoch"] != epoch
        history = await ada.command("history", roomId=room)
        assert history["messages"][-1]["id"] == kept["messageId"]
        assert (await ada.say(room, "on it goes"))["seq"] == kept["seq"] + 1


@stores.needs_stores
async def test_a_site_moves_to_postgresql_by_the_documented_commands(tmp_path, connect):
    (move,) = commands_below("### From SQLite to PostgreSQL")
    data = tmp_path / "data"
    data.mkdir()
    made = prepare_database(data)
    token, room = made["people"]["ada"]["token"], made["rooms"]["kitchen"]
    with Server("uvicorn", data, tmp_path / "log") as server:
        ada = await connect(server, token=token)
        sent = await ada.say(room, "A teapot, @everyone")
    with stores.database("move") as url:
        run(move.replace("postgres://…", url), tmp_path)
        with Server("uvicorn", data, tmp_path / "log", DATABASE_URL=url) as server:
            ada, visitor = await connect(server, token=token), WebSession(server.url)
            history = await ada.command("history", roomId=room)
            assert history["messages"][-1]["id"] == sent["messageId"]
            found = await asyncio.to_thread(visitor.get, "/api/v1/search?q=teapot", Authorization=f"Bearer {token}")
            assert f'"id":{sent["messageId"]}' in found.text
            assert (await ada.say(room, "on it goes"))["seq"] == sent["seq"] + 1
