"""The commands for a bot that README prints, run as they are printed against a real server."""

import os
import re
import signal
import subprocess
import sys

import pytest

from tests.support.servers import ROOT, Server, environment
from tests.support.waiting import wait_until
from tests.support.websocket_client import Client


def manage(data, *arguments, **variables):
    command = [sys.executable, "manage.py", *arguments]
    env = environment(data, **variables)
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=True).stdout


@pytest.fixture
def site(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    manage(data, "migrate", "--verbosity", "0")
    manage(data, "setup", "ada", ADMIN_PASSWORD="correct horse battery")
    with Server("uvicorn", data, tmp_path / "log") as server:
        yield server, data


@pytest.fixture
def bot(site, tmp_path):
    """The process group of README's commands; only the interpreter and the address are others."""
    server, data = site
    block = re.search(r"(?:^ {4}.*\n)+", README[README.index("examples/bot.py)") :], re.M)
    commands = block[0].replace(".venv/bin/python", sys.executable).rstrip()
    log = tmp_path / "bot.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            ["sh", "-ec", f"{commands} {server.url.replace('http', 'ws')}/ws/"],
            cwd=ROOT,
            env=environment(data),
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    yield log
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(10)


README = (ROOT / "README.md").read_text(encoding="utf-8")


async def test_the_bot_of_the_readme_answers_in_the_default_room(site, bot):
    server, data = site
    await wait_until(lambda: "ponger is in General." in bot.read_text(), 60)
    ada = await Client.connect(server.url, token=manage(data, "issue_token", "ada").strip())
    welcome = await ada.expect("welcome")
    await ada.say(welcome["rooms"][0]["id"], "ping")
    answer = await ada.expect("chat:message", content="pong")
    assert (answer["author"]["username"], answer["author"]["isBot"]) == ("ponger", True)
    await ada.close()
    assert "Traceback" not in bot.read_text()
