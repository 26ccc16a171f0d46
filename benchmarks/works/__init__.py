"""The works, one file each. A work takes a Bench and returns its tables."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.bench import Bench
from benchmarks.report import Table

Run = Callable[[Bench], list[Table]]
LISTENING = (
    "The clients here only listen: nobody looks at a room or marks anything as read. `verbs`, `looking` and `crowd` "
    "measure use. "
)
"""Begins the note of every work to which this applies."""


@dataclass(frozen=True)
class Work:
    summary: str
    run: Run


WORKS: dict[str, Work] = {}


def work(name: str, summary: str) -> Callable[[Run], Run]:
    def register(run: Run) -> Run:
        WORKS[name] = Work(summary, run)
        return run

    return register
