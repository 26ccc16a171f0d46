"""Measures the memory of an idle connection."""

import time

from benchmarks.bench import Bench
from benchmarks.contenders import running
from benchmarks.generator import held
from benchmarks.measurements import LISTENING, measurement
from benchmarks.report import Table, number, ratio

WARM, SETTLE = 50, 3
HEADERS = ("", "connections", "kB each", "to Chatsite's", "server before, MB", "with them, MB")
NOTE = LISTENING + (
    "Resident memory of the server process with idle connections less that without, by their number (kB of "
    "1,000 bytes); logged in and subscribed where the server knows such a thing. Before: after 50 connections "
    "that have gone again."
)


@measurement("memory", "memory of an idle connection, at 1,000 and 5,000")
def memory(bench: Bench) -> list[Table]:
    table = Table("Memory of an idle connection", NOTE, HEADERS)
    names = bench.choose("ours-rooms", "socketio", *(() if bench.quick else ("socketio-bare", "ws")))
    for connections in bench.members or ([1000] if bench.quick else [1000, 5000]):
        measured = [_measure(bench, name, connections) for name in names]
        table.rows += [_row(*figures, connections, measured[0]) for figures in measured]
    return [table]


Figures = tuple[str, int, int]


def _row(title: str, before: int, after: int, connections: int, first: Figures) -> list[str]:
    each = number((after - before) / connections / 1e3, 1)
    compared = "" if title == first[0] else ratio(after - before, first[2] - first[1])
    return [title, number(connections), each, compared, number(before / 1e6), number(after / 1e6)]


def _measure(bench: Bench, name: str, connections: int) -> Figures:
    """Return the title, and the resident bytes without and with the connections."""
    with running(bench, name, connections) as target:
        (process,) = target.processes
        with held(bench, target, WARM):
            pass
        time.sleep(1)
        before = process.resident_bytes()
        with held(bench, target, connections):
            time.sleep(SETTLE)
            return target.title, before, process.resident_bytes()
