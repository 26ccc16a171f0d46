"""Starts `benchmarks.people` on the generator's core, and asks it for work."""

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
from benchmarks.processes import BenchmarkError, pinned
from benchmarks.site import ROOT


class Company:
    """People in a process of their own."""

    def __init__(self, process: "subprocess.Popen[str]", target: Target) -> None:
        self._process, self._target = process, target

    def do(self, work: str, **given: Any) -> dict[str, Any]:
        """Do this work. Returns what was measured, with `cpu`, the seconds that the server used, and `seconds`.

        Raises BenchmarkError with what the process said when it failed.
        """
        busy, began = self._target.cpu_seconds(), time.monotonic()
        self._write({"do": work, **given})
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            said = self._process.stderr.read() if self._process.stderr else ""
            raise BenchmarkError(f"{self._target.title}, {work} {given}: {said[-2000:]}")
        return {**json.loads(line), "cpu": self._target.cpu_seconds() - busy, "seconds": time.monotonic() - began}

    def _write(self, line: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()


@contextmanager
def company(bench: Bench, target: Target, dialect: str, people: Sequence[tuple[str, int]]) -> Iterator[Company]:
    """These people, by token and room, not connected yet; they are gone with the block."""
    command = pinned([sys.executable, "-m", "benchmarks.people"], bench.generator_core)
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            own = Company(process, target)
            own._write({"port": target.ports[0], "dialect": dialect, "people": list(people)})
            yield own
        finally:
            process.terminate()


def people_of(target: Target) -> list[tuple[str, int]]:
    """The people of a contender's file: its lines are a token and, for our site, a room."""
    path = target.arguments[target.arguments.index("-f") + 1]
    rows = [line.split() for line in Path(path).read_text().splitlines()]
    return [(row[0], int(row[1]) if len(row) > 1 else 1) for row in rows]
