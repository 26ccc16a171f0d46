"""Starts the crowd (`python -m benchmarks.crowd`) on the generator's core and gives it work."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.bench import Bench
from benchmarks.contenders import Target
from benchmarks.processes import BenchmarkError, free_port, pinned, time_limit
from benchmarks.site import ROOT

WORK_SECONDS = 900.0
"""Longest time for one piece of work, on a machine that is busy with other things as well."""


class CrowdProcess:
    """The running process. `log` is where its errors go."""

    def __init__(self, process: "subprocess.Popen[str]", target: Target, log: Path) -> None:
        self._process, self._target, self._log = process, target, log

    def begin(self, dialect: str, people: Sequence[tuple[str, int]]) -> None:
        """Tell the process who takes part: the token and room of each person."""
        first = {"port": self._target.ports[0], "dialect": dialect, "people": list(people)}
        with time_limit(self._process, WORK_SECONDS, f"{self._target.title}, start of the crowd"):
            self._write(first)

    def do(self, work: str, **given: Any) -> dict[str, Any]:
        """Do a piece of work.

        Args:
            work: The name of a method of `benchmarks.crowd.Crowd`.
            given: Its arguments.

        Returns:
            What the crowd measured, `cpu` (the seconds of processor time that the server used) and `seconds`.

        Raises:
            BenchmarkError: The work failed, with the process's own words, or took too long.
        """
        name = f"{self._target.title}, {work} {given or ''}".rstrip()
        print(f"  {name}", file=sys.stderr, flush=True)
        busy, began = self._target.cpu_seconds(), time.monotonic()
        assert self._process.stdout is not None
        with time_limit(self._process, WORK_SECONDS, name):
            self._write({"do": work, **given})
            line = self._process.stdout.readline()
        if not line:
            raise BenchmarkError(f"{name}: {self._log.read_text(errors='replace')[-2000:]}")
        return {**json.loads(line), "cpu": self._target.cpu_seconds() - busy, "seconds": time.monotonic() - began}

    def _write(self, line: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(line) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise BenchmarkError(f"The crowd ended: {self._log.read_text(errors='replace')[-2000:]}") from None


@contextmanager
def crowd_process(
    bench: Bench, target: Target, dialect: str, people: Sequence[tuple[str, int]]
) -> Iterator[CrowdProcess]:
    """Start a crowd of these people (token and room), who are not connected yet. It ends with the block."""
    command = pinned([sys.executable, "-m", "benchmarks.crowd"], bench.generator_core)
    log, pipe = bench.folder / f"crowd-{free_port()}.log", subprocess.PIPE
    with (
        log.open("wb") as errors,
        subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=errors, text=True) as process,
    ):
        try:
            crowd = CrowdProcess(process, target, log)
            crowd.begin(dialect, people)
            yield crowd
        finally:
            process.kill()  # It has nothing to tidy up.


def people_of(target: Target) -> list[tuple[str, int]]:
    """The people of a contender's file. Its lines have a token and, for our site, a room."""
    path = target.arguments[target.arguments.index("-f") + 1]
    rows = [line.split() for line in Path(path).read_text().splitlines()]
    return [(row[0], int(row[1]) if len(row) > 1 else 1) for row in rows]
