"""Measures work that might grow with people, rooms or history: looks, joins, mentions of everyone, lists, edits."""

from benchmarks.bench import Bench
from benchmarks.measurements import measurement
from benchmarks.report import Table, number, ratio
from benchmarks.site import Site

SIZES = (100, 1_000, 10_000)
NOTE = (
    "Milliseconds of one, in the process, without a socket, over PostgreSQL; medians of {rounds}. The first column of "
    "figures is for {sizes[0]:,} of what the row names, the others for {rest}."
)


@measurement("growth", "what else might grow: looks, joins, `@everyone`, lists, admin, edits, by 100 to 10,000")
def growth(bench: Bench) -> list[Table]:
    sizes = SIZES[:2] if bench.quick else SIZES
    rounds = 5 if bench.quick else 15
    results = Site(bench).script("growth", ",".join(map(str, sizes)), rounds)
    headers = ("", *(f"{size:,}" for size in sizes), "largest to smallest")
    note = NOTE.format(rounds=rounds, sizes=sizes, rest=" and ".join(f"{size:,}" for size in sizes[1:]))
    table = Table("Other things that grow", note, headers)
    times: dict[object, list[float]] = {}
    for result in results:
        times.setdefault(result["what"], []).append(float(str(result["milliseconds"])))
    for what, each in times.items():
        table.rows.append([what, *(number(value, 2) for value in each), ratio(each[-1], each[0])])
    return [table]
