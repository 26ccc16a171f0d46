"""Runs our own site for the benchmarks: as in production (docs/operating.md), on a temporary database."""

import json
import os
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.processes import Process, free_port, run_to_end

ROOT = Path(__file__).resolve().parent.parent
SCRIPT_SECONDS = 3_600.0
"""Longest time for a script: a million messages take a while."""
SERVED_BY = (
    "uvicorn benchmarks.application:application --host 127.0.0.1 --lifespan off --ws websockets-sansio "
    "--ws-per-message-deflate false --ws-max-size 65536 --timeout-graceful-shutdown 2 --log-level warning"
)


@dataclass
class Site:
    """A migrated database and any number of workers."""

    bench: Bench
    sqlite: bool = False
    redis: bool = False

    @cached_property
    def environment(self) -> dict[str, str]:
        data = self.bench.folder / f"site-{free_port()}"
        data.mkdir()
        environment = {
            "DATA_DIR": str(data),
            "STATIC_ROOT": str(data / "static"),
            "DATABASE_URL": f"sqlite:///{data}/bench.sqlite3",
            "REDIS_URL": self.bench.redis.url if self.redis else "",
            "SECRET_KEY": "the benchmarks' own key, which protects nothing at all",
            "DEBUG": "0",
            "BENCH_ROOMS": "1",
            "DJANGO_SETTINGS_MODULE": "chatsite.settings",
        }
        if self.sqlite:
            self._migrate(environment)
            return environment
        if not self.bench.migrated:
            url = self.bench.database("migrated")
            self._migrate({**environment, "DATABASE_URL": url})
            self.bench.migrated = url.rpartition("/")[2]
        return {**environment, "DATABASE_URL": self.bench.database("site", self.bench.migrated)}

    def _migrate(self, environment: dict[str, str]) -> None:
        self._python(environment, "manage.py", "migrate", "--verbosity", "0")

    def script(self, module: str, *arguments: object) -> list[dict[str, object]]:
        """Run a module of `benchmarks.scripts` with this site's environment and return its JSON lines."""
        output = self._python(self.environment, "-m", f"benchmarks.scripts.{module}", *map(str, arguments))
        return [json.loads(line) for line in output.splitlines()]

    def members(self, *sizes: int, each: int | None = None) -> Path:
        """Create bench rooms of these sizes and write a file with a line (token, room id) for each member.

        `each` limits the number of members of a room in the file.
        """
        path = self.bench.folder / f"members-{free_port()}"
        with path.open("w") as file:
            for room in self.script("rooms", *sizes):
                tokens = room["tokens"]
                assert isinstance(tokens, list)
                file.writelines(f"{token}\t{room['roomId']}\n" for token in tokens[:each])
        return path

    def worker(self, core: int | None) -> tuple[Process, int]:
        """Start a worker and return it with its port. The end of the run stops it."""
        port = free_port()
        command = [sys.executable, "-m", *SERVED_BY.split(), "--port", str(port)]
        log = self.bench.folder / f"worker-{port}.log"
        process = Process(command, log, core=core, env=self.environment, cwd=ROOT)
        self.bench.stack.callback(process.stop)
        process.wait_for(port)
        return process, port

    def _python(self, environment: dict[str, str], *arguments: str) -> str:
        command = [sys.executable, *arguments]
        return run_to_end(command, SCRIPT_SECONDS, cwd=ROOT, env={**os.environ, **environment})
