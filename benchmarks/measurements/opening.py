"""Measures whether opening a room stays fast with many messages and many rooms."""

from benchmarks.bench import Bench
from benchmarks.measurements import measurement
from benchmarks.report import Table, number, ratio
from benchmarks.site import Site

HEADERS = ("", "size", "ms", "to the smallest", "queries")
NOTE = (
    "Server time of a request through all of Django (in the process, without a socket) over PostgreSQL, "
    "medians of {rounds}, and its database queries. First by the number of messages in the room, then by the "
    "number of rooms that the person is in."
)


@measurement("opening", "opening a room and the sidebar: 10^3 to 10^5 (--full: 10^6) messages, 10 to 1,000 rooms")
def opening(bench: Bench) -> list[Table]:
    rounds = 10 if bench.quick else 40
    messages = [1_000, 100_000, *([1_000_000] if bench.full else [])]
    rooms = [10, 100, 1_000]
    lists = [",".join(map(str, sizes)) for sizes in (messages, rooms)]
    results = Site(bench).script("opening", *lists, rounds)
    table = Table("Opening a room, and the sidebar", NOTE.format(rounds=rounds), HEADERS)
    smallest: dict[object, float] = {}
    for result in sorted(results, key=lambda result: _place(results, result["what"])):
        size, milliseconds = int(str(result["size"])), float(str(result["milliseconds"]))
        first = smallest.setdefault(result["what"], milliseconds)
        compared = "" if first is milliseconds else ratio(milliseconds, first)
        table.rows.append([result["what"], number(size), number(milliseconds, 1), compared, result["queries"]])
    return [table]


def _place(results: list[dict[str, object]], what: object) -> int:
    return next(index for index, result in enumerate(results) if result["what"] == what)
