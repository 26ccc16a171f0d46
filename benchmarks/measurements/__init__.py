"""The registry of measurements, one in each module. A measurement takes a Bench and returns tables."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.bench import Bench
from benchmarks.report import Table

Run = Callable[[Bench], list[Table]]
LISTENING = (
    "The clients here only listen: nobody looks at a room or marks anything as read. `verbs`, `looking` and `crowd` "
    "measure use. "
)
"""Begins the note of every measurement to which this applies."""


@dataclass(frozen=True)
class Measurement:
    summary: str
    run: Run


MEASUREMENTS: dict[str, Measurement] = {}


def measurement(name: str, summary: str) -> Callable[[Run], Run]:
    def register(run: Run) -> Run:
        MEASUREMENTS[name] = Measurement(summary, run)
        return run

    return register
