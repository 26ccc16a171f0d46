"""The site examines its stores before it serves: a real PgBouncer in each of its modes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import services
from tests.support.servers import ROOT, Process, environment, free_port
from tests.test_start import postgresql, postgresql_url

__all__ = ["postgresql"]
SBIN = "/usr/sbin/pgbouncer"
IGNORE = "ignore_startup_parameters = options"
CONFIGURATION = """
[databases]
* = {server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own_port}
unix_socket_dir =
auth_type = any
{settings}
"""


@pytest.fixture
def pgbouncer(postgresql, tmp_path):
    """Return a function that starts PgBouncer with some settings, and returns the URL of a database behind it."""
    program = shutil.which("pgbouncer") or (SBIN if Path(SBIN).exists() else None)
    if program is None:
        (pytest.fail if services.REQUIRED else pytest.skip)("PgBouncer is missing")
    started = []

    def start(*settings):
        port = free_port()
        facts = {"host": "127.0.0.1", "port": "5432", **postgresql}
        server = " ".join(f"{name}={facts[name]}" for name in ("host", "port", "user", "password") if facts.get(name))
        tmp_path.chmod(0o755)
        file = tmp_path / "pgbouncer.ini"
        file.write_text(CONFIGURATION.format(server=server, own_port=port, settings="\n".join(settings)))
        file.chmod(0o644)
        # It refuses to run as root.
        user = ["-u", "nobody"] if os.geteuid() == 0 else []
        process = Process([program, *user, str(file)], port, tmp_path / "pgbouncer.log")
        started.append(process)
        process.start()
        return postgresql_url(facts, host="127.0.0.1", port=str(port))

    yield start
    for process in started:
        process.kill()


def serve(data, url):
    """Load the application as a server does. Return the exit code and what was printed."""
    command = [sys.executable, "-c", "import chatsite.asgi"]
    env = environment(data, DATABASE_URL=url)
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stderr.strip()


@pytest.mark.parametrize(
    ("settings", "advice"),
    [
        ([], "ignore_startup_parameters"),
        ([IGNORE, "pool_mode = transaction"], "session mode"),
        ([IGNORE, "pool_mode = transaction", "default_pool_size = 1"], "session mode"),
        ([IGNORE, "pool_mode = transaction", "server_round_robin = 1"], "session mode"),
        ([IGNORE, "pool_mode = statement"], "session mode"),
    ],
    ids=["defaults", "transaction", "one-backend", "round-robin", "statement"],
)
def test_a_pooler_in_a_mode_that_mixes_statements_is_refused_in_one_line(tmp_path, pgbouncer, settings, advice):
    code, said = serve(tmp_path, pgbouncer(*settings))
    assert code == 3
    assert advice in said
    assert len(said.splitlines()) == 1


def test_session_mode_is_accepted(tmp_path, pgbouncer):
    assert serve(tmp_path, pgbouncer(IGNORE, "pool_mode = session")) == (0, "")


def test_a_pooler_without_a_free_backend_does_not_delay_the_start_for_minutes(tmp_path, pgbouncer):
    code, said = serve(tmp_path, pgbouncer(IGNORE, "pool_mode = session", "default_pool_size = 1"))
    assert code == 0
    assert "no answer within" in said


def test_postgresql_itself_is_accepted(tmp_path, postgresql):
    assert serve(tmp_path, postgresql_url(postgresql)) == (0, "")


@pytest.mark.parametrize("option", ["sslmode=sometimes", "connect_timeout=soon"])
def test_an_option_that_postgresql_cannot_use_is_refused(tmp_path, postgresql, option):
    code, said = serve(tmp_path, f"{postgresql_url(postgresql)}?{option}")
    assert (code, len(said.splitlines())) == (3, 1)
    assert "DATABASE_URL" in said


def test_a_database_that_is_away_does_not_keep_a_server_from_starting(tmp_path):
    code, said = serve(tmp_path, "postgres://u@127.0.0.1:1/chat")
    assert code == 0
    assert "DATABASE_URL" in said
    assert "waits for it" in said
    assert "Traceback" not in said
