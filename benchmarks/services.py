"""Starts a temporary PostgreSQL and Redis for the benchmarks, from the installed programs."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from benchmarks.processes import BenchmarkError, Process, free_port, run_to_end

INITDB_SECONDS = 120.0


@dataclass(frozen=True)
class Service:
    url: str
    process: Process
    version: str


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Create a folder that everybody can enter, in /var/tmp. /tmp may be in memory, where commits are free."""
    folder = Path(tempfile.mkdtemp(prefix="chatsite-bench-", dir="/var/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def program_of_postgres(name: str) -> str | None:
    """Return the path of the newest installed version. Debian does not put it into PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return str(found[-1]) if found else shutil.which(name)


@contextmanager
def postgres(folder: Path) -> Iterator[Service]:
    """Run PostgreSQL with its default settings, so every commit reaches the disk. Raise BenchmarkError without it."""
    initdb, server = program_of_postgres("initdb"), program_of_postgres("postgres")
    if not initdb or not server:
        raise BenchmarkError("PostgreSQL is not installed (Debian: apt install postgresql).")
    user = _unprivileged_user()
    data, port = folder / "postgres", free_port()
    data.mkdir(mode=0o700)
    if user:
        shutil.chown(data, user)
    command = [initdb, "-D", str(data), "-A", "trust", "-U", "bench", "--no-instructions"]
    run_to_end(command, INITDB_SECONDS, user=user, cwd=folder)
    options = ["listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={data}"]
    command = [server, "-D", str(data), *(part for option in options for part in ("-c", option))]
    with Process(command, folder / "postgres.log", user=user, cwd=folder) as process:
        process.wait_for(port)
        url = f"postgres://bench@127.0.0.1:{port}"
        yield Service(url, process, f"PostgreSQL {_wait_for_version(url)}")


def _wait_for_version(url: str) -> str:
    """Wait until the server accepts logins, which is after it listens, and return its version."""
    deadline = time.monotonic() + 30
    while True:
        try:
            with psycopg.connect(f"{url}/postgres") as connection:
                return str(connection.info.parameter_status("server_version")).split()[0]
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _unprivileged_user() -> str | None:
    """Return a user for PostgreSQL, which refuses to run as root, or None if this is not root."""
    if os.geteuid() != 0:
        return None
    names = {line.split(":")[0] for line in Path("/etc/passwd").read_text().splitlines()}
    return "postgres" if "postgres" in names else "nobody"


def create_database(service: Service, name: str, template: str = "template1") -> str:
    """Create a database, empty or a copy of `template`, and return its URL."""
    with psycopg.connect(f"{service.url}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
    return f"{service.url}/{name}"


@contextmanager
def redis(folder: Path) -> Iterator[Service]:
    """Run Redis without persistence. Raise BenchmarkError if it is not installed."""
    server = shutil.which("redis-server") or shutil.which("valkey-server")
    if not server:
        raise BenchmarkError("Redis is not installed (Debian: apt install redis-server).")
    port = free_port()
    command = [server, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    version = run_to_end([server, "--version"], 10)
    with Process(command, folder / "redis.log", cwd=folder) as process:
        process.wait_for(port)
        yield Service(f"redis://127.0.0.1:{port}/0", process, "Redis " + version.partition("v=")[2].split()[0])
