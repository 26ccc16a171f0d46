"""The real commands end with one line and an error where a setting or a store is wrong, and nothing starts again."""

import multiprocessing
import os
import subprocess
import sys

import psycopg
import pytest

from chatsite import start
from tests.support import services
from tests.support.servers import Redis, environment, free_port

MANAGE = ["manage.py", "check"]
SITE = ["-m", "chatsite", "--host", "127.0.0.1", "--port"]
UVICORN = ["-m", "uvicorn", "chatsite.asgi:application", "--lifespan", "off", "--host", "127.0.0.1", "--port"]


def run(command, data, **variables):
    """Run a command that must end by itself, in a process group that must be empty afterwards."""
    process = subprocess.Popen(
        [sys.executable, *command],
        env=environment(data, **variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        # It ends when the last process that holds the pipe has ended, workers included.
        output, _ = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        raise
    return process.returncode, output


def server(workers=1):
    return [*UVICORN, str(free_port()), *(["--workers", str(workers)] if workers > 1 else [])]


def check(outcome, name):
    """The command failed with at most three lines, one of which names the variable."""
    code, output = outcome
    assert code != 0, output
    assert "Traceback" not in output, output
    lines = output.strip().splitlines()
    assert len(lines) <= 3, output
    assert len([line for line in lines if name in line]) == 1, output


@pytest.mark.parametrize("command", [MANAGE, ["manage.py", "migrate"], ["manage.py", "runserver", "--noreload"]])
def test_a_command_ends_with_one_line(tmp_path, command):
    check(run(command, tmp_path, DEBUG="maybe"), "DEBUG")


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(
    ("name", "value"), [("EMAIL_URL", "pigeon://coop"), ("DATABASE_URL", "postgres://"), ("SECRET_KEY", "")]
)
def test_a_server_ends_with_one_line(tmp_path, workers, name, value):
    variables = {"DEBUG": "", "REDIS_URL": "redis://127.0.0.1:1/0", name: value}
    check(run(server(workers), tmp_path, **variables), name)


@pytest.mark.parametrize("workers", [1, 2])
def test_several_workers_without_redis_end_with_one_line(tmp_path, workers):
    variables = {"WEB_CONCURRENCY": "2"} if workers == 1 else {}
    check(run(server(workers), tmp_path, **variables), "REDIS_URL")


@pytest.mark.parametrize("value", ["two", "0", "1e3", "-1"])
def test_a_number_of_workers_that_is_none_ends_the_site_before_uvicorn_reads_it(tmp_path, value):
    check(run([*SITE, str(free_port())], tmp_path, WEB_CONCURRENCY=value), "WEB_CONCURRENCY")


@pytest.mark.parametrize("workers", [1, 2])
def test_the_documented_start_ends_with_one_line(tmp_path, workers):
    command = [*SITE, str(free_port()), "--workers", str(workers)]
    check(run(command, tmp_path, DATABASE_URL="postgres://", REDIS_URL="redis://127.0.0.1:1/0"), "DATABASE_URL")
    (tmp_path / "chatsite.sqlite3").write_text("this is a letter to my aunt, and it is long enough for a header" * 99)
    check(run(command, tmp_path, REDIS_URL="redis://127.0.0.1:1/0"), "DATABASE_URL")


def test_a_file_that_is_no_database_ends_a_server(tmp_path):
    (tmp_path / "chatsite.sqlite3").write_text("this is a letter to my aunt, and it is long enough for a header" * 99)
    check(run(server(), tmp_path), "DATABASE_URL")


@pytest.fixture
def postgresql():
    if "PostgreSQL" in services.missing():
        (pytest.fail if services.REQUIRED else pytest.skip)("PostgreSQL is missing")
    return psycopg.conninfo.conninfo_to_dict(services.DATABASE_URL)


def postgresql_url(facts, **changes):
    facts = {"user": "", "password": "", "host": "", "port": "5432", **facts, **changes}
    secret = f":{facts['password']}" if facts["password"] else ""
    host = facts["host"].replace("/", "%2F")
    return f"postgres://{facts['user']}{secret}@{host}:{facts['port']}/{facts['dbname']}"


def test_a_missing_database_ends_a_server_and_a_command(tmp_path, postgresql):
    url = postgresql_url(postgresql, dbname="nobody_made_this")
    for command in (server(), ["manage.py", "migrate"]):
        check(run(command, tmp_path, DATABASE_URL=url), "DATABASE_URL")


def test_an_unreachable_database_ends_a_command_with_one_line(tmp_path):
    check(run(["manage.py", "migrate"], tmp_path, DATABASE_URL="postgres://u@127.0.0.1:1/chat"), "DATABASE_URL")


def test_a_redis_without_this_database_ends_a_server(tmp_path):
    folder = tmp_path / "redis"
    folder.mkdir()
    if "Redis" in services.missing():
        (pytest.fail if services.REQUIRED else pytest.skip)("Redis is missing")
    with Redis(folder) as redis:
        check(run(server(), tmp_path, REDIS_URL=redis.url.replace("/0", "/999")), "REDIS_URL")


def test_a_worker_that_replaces_another_leaves_the_others_alone(monkeypatch, capsys):
    class Process:
        pid, name = os.getppid(), "SpawnProcess-3"

    monkeypatch.setattr(multiprocessing, "parent_process", Process)
    monkeypatch.setattr(multiprocessing, "current_process", Process)
    monkeypatch.setattr(os, "kill", lambda *arguments: pytest.fail("killed its parent"))
    monkeypatch.setattr(start, "PARENT_ENDS", 0.1)
    with pytest.raises(SystemExit) as ended:
        start.end_server("DEBUG is wrong.")
    assert ended.value.code == start.REPLACEMENT_FAILED
    assert "DEBUG is wrong." in capsys.readouterr().err


def test_a_new_database_is_readable_by_its_owner_only(tmp_path):
    code, said = run(["manage.py", "migrate", "--verbosity", "0"], tmp_path)
    assert code == 0, said
    assert {path.name: oct(path.stat().st_mode & 0o777) for path in tmp_path.glob("*.sqlite3*")} == {
        path.name: "0o600" for path in tmp_path.glob("*.sqlite3*")
    }
    assert (tmp_path / "chatsite.sqlite3").stat().st_size > 0
