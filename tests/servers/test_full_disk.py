"""While the disk is full, the site says so clearly, and it goes on as soon as there is room again."""

import asyncio
import subprocess

import pytest

from tests.servers.conftest import copy_of
from tests.support import services
from tests.support.servers import Server
from tests.support.web_session import PASSWORD, WebSession
from tests.support.websocket_client import new_id

give_up = pytest.fail if services.REQUIRED else pytest.skip
SIZE = 24 * 1024 * 1024


@pytest.fixture
def disk(tmp_path):
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "chatsite-test", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        give_up("mount is not installed")
    if done.returncode:
        give_up(f"may not mount a small disk: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def server(staged, disk, tmp_path):
    with Server("uvicorn", copy_of(staged, disk), tmp_path / "log") as server:
        yield server
    assert "Traceback" not in server.text, server.text


def fill(disk) -> None:
    """Write until nothing fits any more."""
    with (disk / "filler").open("wb", buffering=0) as file, pytest.raises(OSError, match="No space left"):
        while True:
            file.write(b"x" * 4096)


async def test_a_full_disk_refuses_writes_with_a_clear_answer_and_loses_nothing(server, disk, person, cast):
    room, ada = cast.room("kitchen"), await person("ada", server)
    visitor = WebSession(server.url)
    assert (await asyncio.to_thread(visitor.sign_up, "newcomer")).status == 302
    before = (await ada.say(room, "before"))["seq"]
    assert (await asyncio.to_thread(visitor.get, "/readyz")).text == '{"database": "ok", "cache": "ok"}'

    fill(disk)
    ready = await asyncio.to_thread(visitor.get, "/readyz")
    assert (ready.status, '"disk": "full"' in ready.text) == (503, True)
    assert (await asyncio.to_thread(visitor.get, "/healthz")).status == 200
    sent = 0
    while (answer := await ada.command("chat:send", roomId=room, content="x" * 4000, clientId=new_id()))["success"]:
        sent += 1  # The log of SQLite may have some room.
    assert answer["error"]["code"] == "unavailable"
    upload = await asyncio.to_thread(visitor.upload, b"x" * 100_000)
    assert upload.status == 503, upload.text
    assert '"unavailable"' in upload.text
    other = WebSession(server.url)
    assert (await asyncio.to_thread(other.log_in, "newcomer", PASSWORD)).status == 503
    history = await ada.command("history", roomId=room)
    assert history["messages"][-1]["seq"] == before + sent

    (disk / "filler").unlink()
    assert (await asyncio.to_thread(visitor.get, "/readyz")).status == 200
    assert (await ada.say(room, "after"))["seq"] == before + sent + 1
    assert (await asyncio.to_thread(visitor.upload, b"x" * 100_000)).status == 201
    assert (await asyncio.to_thread(other.log_in, "newcomer", PASSWORD)).status == 302
