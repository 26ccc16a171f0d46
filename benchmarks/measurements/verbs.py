"""The cost of each verb, 25 at a time, beside the tutorials' design."""

from typing import Any

from benchmarks.bench import Bench
from benchmarks.contenders import Target, running
from benchmarks.crowd_process import crowd_process, people_of
from benchmarks.measurements import measurement
from benchmarks.report import Table, number, ratio

PEOPLE = 25
VERBS = {
    "send": "send",
    "mark as read": "read",
    "react": "react",
    "edit": "edit",
    "delete": "delete",
    "history of 50": "history",
    "sync of 50": "sync",
    "GET messages of 50": "page",
    "search": "search",
}
OURS_ALONE = {"sync", "search"}
HEADERS = ("", "CPU ms", "to a send", "p50 ms", "p99 ms", "Socket.IO, CPU ms", "p99 ms", "its CPU to ours")
NOTE = (
    "{people} people are connected to one room. Each does one thing after the other, so {people} commands are under "
    "way: {count:,} of each verb, half as many deletions and reads of history. CPU is that of the server process, "
    "without PostgreSQL. Socket.IO + PostgreSQL is the tutorials' design: it stores and broadcasts the same with one "
    "statement for each command."
)


@measurement("verbs", "the cost of sending, reading, reacting, editing, deleting, history and search")
def verbs(bench: Bench) -> list[Table]:
    count = 500 if bench.quick else 5_000
    figures: dict[str, dict[str, dict[str, Any]]] = {}
    for name, dialect in (("ours", "native"), ("socketio", "socketio")):
        if name in bench.choose("ours", "socketio"):
            with running(bench, name, PEOPLE) as target:
                figures[name] = _measure(bench, target, dialect, count)
    table = Table("The cost of each verb", NOTE.format(people=PEOPLE, count=count), HEADERS)
    table.rows = [_row(title, verb, figures) for title, verb in VERBS.items()]
    return [table]


def _measure(bench: Bench, target: Target, dialect: str, count: int) -> dict[str, dict[str, Any]]:
    figures = {}
    with crowd_process(bench, target, dialect, people_of(target)) as people:
        people.do("connect")
        people.do("verb", name="send", number=count // 2)  # Caches, pools and just-in-time compilers get warm.
        for verb in VERBS.values():
            if dialect == "native" or verb not in OURS_ALONE:
                if verb in {"history", "sync", "page", "search"}:
                    people.do("verb", name=verb, number=count // 10)
                figures[verb] = people.do("verb", name=verb, number=_number(verb, count))
    return figures


def _number(verb: str, count: int) -> int:
    return count // 2 if verb in {"delete", "history", "sync", "page", "search"} else count


def _row(title: str, verb: str, figures: dict[str, dict[str, dict[str, Any]]]) -> list[str]:
    ours, theirs = figures.get("ours", {}), figures.get("socketio", {}).get(verb)
    cells = [title, "", "", "", ""]
    if ours:
        own = ours[verb]
        cells = [title, number(_each(own), 2), ratio(_each(own), _each(ours["send"]))]
        cells += [number(own["p50"], 1), number(own["p99"], 1)]
    if theirs is None:
        return [*cells, "", "", ""]
    compared = ratio(_each(theirs), _each(ours[verb])) if ours else ""
    return [*cells, number(_each(theirs), 2), number(theirs["p99"], 1), compared]


def _each(figures: dict[str, Any]) -> float:
    """Milliseconds of the server's processor for one."""
    return 1_000 * float(figures["cpu"]) / max(int(figures["number"]), 1)
