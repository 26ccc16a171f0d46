"""Starts real servers on free loopback ports, each in its own process and with its own log."""

import asyncio
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parent.parent.parent
START = 60.0
"""Seconds that a process may take to start, and to stop."""
UVICORN = (
    "-m uvicorn {app} --host 127.0.0.1 --port {port} --lifespan off --ws websockets-sansio --ws-max-size 65536 "
    "--ws-per-message-deflate false --timeout-graceful-shutdown 4 --no-access-log"
)
COMMANDS = {
    "uvicorn": UVICORN.replace("{app}", "chatsite.asgi:application"),
    "backdoor": UVICORN.replace("{app}", "tests.support.backdoor:application"),
    "renamed": UVICORN.replace("-m uvicorn {app}", "-m tests.support.renamed_uvicorn chatsite.asgi:application"),
    "site": "-m chatsite --host 127.0.0.1 --port {port} --no-access-log",
    "daphne": "manage.py runserver --noreload 127.0.0.1:{port}",
}


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def environment(data: Path, **variables: str) -> dict[str, str]:
    """Return the environment for a server: the site's variables are only those that are given."""
    site_variables = {"DATABASE_URL", "REDIS_URL", "DEBUG", "DJANGO_SETTINGS_MODULE", "WEB_CONCURRENCY"}
    inherited = {name: value for name, value in os.environ.items() if name not in site_variables}
    key = "the tests' own key, which protects nothing at all"
    settings = {"DATA_DIR": str(data), "SECRET_KEY": key, "DJANGO_SETTINGS_MODULE": "chatsite.settings"}
    settings["STATIC_ROOT"] = str(data / "static")
    return inherited | settings | {"PYTHONUNBUFFERED": "1", "LINK_PREVIEWS": "0"} | variables


def prepare_database(data: Path, **variables: str) -> dict[str, Any]:
    """Create a database with people and rooms in it, and return what `tests.support.prepare_database` prints."""
    command = [sys.executable, "-m", "tests.support.prepare_database"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(data, **variables), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class Process:
    """A process that listens on a port. As a context manager it runs during the block."""

    def __init__(self, command: list[str], port: int, log: Path, env: dict[str, str] | None = None) -> None:
        self.command, self.port, self.log, self.env = command, port, log, env
        self.code = ROOT
        """The folder in which it runs."""
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        try:
            self.stop()
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def start(self) -> None:
        """Start the process and wait until its port accepts connections."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(self.command, cwd=self.code, env=self.env, stdout=log, stderr=log)
        until = time.monotonic() + START
        while not self._answers():
            assert self._process.poll() is None, f"the process ended during its start:\n{self.text}"
            assert time.monotonic() < until, f"the process does not answer:\n{self.text}"
            time.sleep(0.02)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self, by: signal.Signals = signal.SIGTERM) -> None:
        """Stop the process if it runs."""
        if self._process is not None:
            if self._process.poll() is None:
                self._process.send_signal(by)
            self._process.wait(START)
            self._process = None

    def kill(self) -> None:
        self.stop(signal.SIGKILL)

    @property
    def pid(self) -> int:
        """The process id, or 0 while the process does not run."""
        return self._process.pid if self._process is not None else 0

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def text(self) -> str:
        """The whole log."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""


class Server(Process):
    """The site in a process of its own.

    `kind` is `site` (`python -m chatsite`), `uvicorn`, `daphne` (Daphne's `runserver`), `backdoor` (uvicorn with
    `tests.support.backdoor`), or `renamed` (a uvicorn that has another name for the attribute RENAMED).
    """

    def __init__(self, kind: str, data: Path, log: Path, **variables: str) -> None:
        port, self.backdoor_path = free_port(), f"/{secrets.token_urlsafe()}"
        defaults = {"BACKDOOR_PATH": self.backdoor_path} | ({} if kind == "daphne" else {"DEBUG": "0"})
        command = [sys.executable, *COMMANDS[kind].format(port=port).split()]
        super().__init__(command, port, log, environment(data, **(defaults | variables)))
        self.kind = kind

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def run(self, statements: str) -> Any:
        """Run statements inside a `backdoor` server, and return what they assign to `answer`."""
        request = urllib.request.Request(self.url + self.backdoor_path, statements.encode(), method="POST")

        def post() -> Any:
            with urllib.request.urlopen(request, timeout=START) as response:
                return json.load(response)

        return await asyncio.to_thread(post)


class Redis(Process):
    """A Redis server for one test, which saves nothing."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        options = f"--port {port} --bind 127.0.0.1 --save  --appendonly no --dir {folder}".split(" ")
        super().__init__(["redis-server", *options], port, folder / "redis.log")

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"
