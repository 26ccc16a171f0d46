"""A PostgreSQL server for fault tests, which they can restart and kill."""

import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.services import _unprivileged_user, program_of_postgres
from tests.support.servers import START, Process, free_port


class Postgres(Process):
    """One cluster with default durability, in `folder`. The PostgreSQL user must be able to enter that folder."""

    def __init__(self, folder: Path) -> None:
        self.user = _unprivileged_user()
        self.data, port = folder / "postgres", free_port()
        server = program_of_postgres("postgres")
        assert server is not None
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": str(self.data),
            "max_connections": "200",
        }
        command = [server, "-D", str(self.data), *(f"--{name}={value}" for name, value in options.items())]
        super().__init__(command, port, folder / "postgres.log")

    def create(self) -> None:
        initdb = program_of_postgres("initdb")
        assert initdb is not None
        self.data.mkdir(mode=0o700)
        if self.user:
            shutil.chown(self.data, self.user)
        command = [initdb, "-D", str(self.data), "-A", "trust", "-U", "faults", "--no-instructions"]
        subprocess.run(command, check=True, capture_output=True, user=self.user, cwd=self.data)

    def start(self) -> None:
        """Start the server and wait until it accepts connections."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(self.command, cwd=self.data, user=self.user, stdout=log, stderr=log)
        until = time.monotonic() + START
        while True:
            with suppress(psycopg.OperationalError):
                self.query("SELECT 1")
                return
            assert time.monotonic() < until, self.text[-2_000:]
            time.sleep(0.05)

    def restart(self, by: signal.Signals) -> None:
        """Stop and start again. `SIGINT` stops fast; `SIGQUIT` stops immediately, like a crash."""
        self.stop(by)
        self.start()

    def url(self, database: str = "postgres") -> str:
        return f"postgres://faults@127.0.0.1:{self.port}/{database}"

    def query(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run a statement outside of a transaction and return its rows."""
        with psycopg.connect(self.url(database), autocommit=True, connect_timeout=3) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []


def is_installed() -> bool:
    return program_of_postgres("initdb") is not None
