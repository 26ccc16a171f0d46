import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from chat.actions.demo import load_test
from chat.models import User
from tests.support.servers import ROOT, environment, free_port, prepare_database


def command(data: Path, *arguments: str) -> "subprocess.Popen[str]":
    """The command as an operator runs it, over the SQLite database in `data`."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "loadtest", "--rooms", "2", "--room-size", "4", *arguments],
        cwd=ROOT,
        env=environment(data, DEBUG="0"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def people_of_the_test(data: Path) -> int:
    with sqlite3.connect(data / "chatsite.sqlite3", timeout=30) as database:
        return int(database.execute("SELECT count(*) FROM chat_user WHERE username LIKE 'loadtest-%'").fetchone()[0])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("loadtest")
    prepare_database(folder)
    return folder


def test_a_short_day_is_measured_stored_and_removed(data: Path) -> None:
    output, _ = command(data, "--people", "8", "--minutes", "0.15").communicate(timeout=120)
    assert "people                 8 of 8 arrived" in output
    assert "Removed 8 people and their rooms." in output
    assert "First limit that failed" in output or "Every limit held" in output
    assert "Traceback" not in output
    (line,) = (data / "loadtest.jsonl").read_text().splitlines()
    result = json.loads(line)
    assert (result["gaps"], result["doubled"], result["closed"], result["errors"]) == (0, 0, 0, {})
    assert result["verbs"]["connect"][0] >= 8
    assert result["verbs"]["history"][0] >= 1
    assert result["cpu"] > 0
    assert people_of_the_test(data) == 0


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_test_removes_its_people(data: Path, by: signal.Signals) -> None:
    process = command(data, "--people", "8", "--minutes", "5")
    assert process.stdout is not None
    deadline = time.monotonic() + 60
    while "have arrived" not in process.stdout.readline():
        assert time.monotonic() < deadline
    assert people_of_the_test(data) == 8
    os.kill(process.pid, by)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Removed 8 people" in output
    assert "Interrupted." in output
    assert "Traceback" not in output
    assert people_of_the_test(data) == 0


def test_an_interrupt_just_when_the_people_are_there_removes_them(db: None, monkeypatch: Any) -> None:
    def prepare(**numbers: int) -> None:
        made(**numbers)
        raise KeyboardInterrupt

    made = load_test.prepare
    monkeypatch.setattr(load_test, "prepare", prepare)
    with pytest.raises(CommandError, match="Interrupted"):
        call_command("loadtest", people=4, rooms=1, room_size=2)
    assert not User.objects.exists()


def test_people_of_another_test_are_not_removed_by_one_that_is_refused(db: None) -> None:
    load_test.prepare(people=4, rooms_each=1, room_size=2)
    with pytest.raises(CommandError, match="--clean"):
        call_command("loadtest", people=4)
    assert User.objects.count() == 4


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"people": 0}, "--people"),
        ({"people": 20_001}, "--people"),
        ({"minutes": 0.0}, "--minutes"),
        ({"minutes": float("nan")}, "--minutes"),
        ({"rooms": 0}, "--rooms"),
        ({"people": 1_000, "rooms": 1_001}, "--people times --rooms"),
        ({"room_size": 1}, "--room-size"),
        ({"processes": 0}, "--processes"),
        ({"processes": 65}, "--processes"),
        ({"url": "https://chat.example"}, "--url looks like"),
        ({"url": "http://localhost:port"}, "--url looks like"),
        ({"url": "nonsense"}, "--url looks like"),
        ({"pid": [1]}, "--pid needs --url"),
        ({"url": f"http://127.0.0.1:{free_port()}"}, "cannot be reached"),
    ],
)
def test_bad_options_are_refused_before_anybody_is_created(db: None, options: dict[str, Any], text: str) -> None:
    with pytest.raises(CommandError, match=text):
        call_command("loadtest", **options)
    assert not User.objects.exists()


def test_several_processes_need_redis(db: None, settings: Any) -> None:
    settings.REDIS_URL = ""
    with pytest.raises(CommandError, match="REDIS_URL"):
        call_command("loadtest", processes=2)


def test_what_a_killed_test_left_behind_is_refused_and_cleaned(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    load_test.prepare(people=3, rooms_each=1, room_size=3)
    with pytest.raises(CommandError, match="--clean"):
        call_command("loadtest", people=3)
    assert User.objects.count() == 3
    call_command("loadtest", "--clean")
    assert "Removed 3 people" in capsys.readouterr().out
    assert not User.objects.exists()


def test_everybody_is_removed_when_the_test_fails(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def fail(count: int) -> Iterator[None]:
        assert User.objects.count() == 3
        raise OSError("it did not start")
        yield

    monkeypatch.setattr("chat.management.commands.loadtest.started", fail)
    with pytest.raises(CommandError, match="cannot be reached: it did not start"):
        call_command("loadtest", people=3)
    assert not User.objects.exists()
