"""Measures whether a search among a million messages is as fast as among ten thousand, on both databases."""

from collections.abc import Sequence

from benchmarks.bench import Bench
from benchmarks.measurements import measurement
from benchmarks.report import Table, number, ratio
from benchmarks.site import Site

SIZES = (10_000, 1_000_000)
QUICK = (2_000, 10_000)
NOTE = (
    "A person in half of forty rooms searches what they may see: milliseconds in the process, without a socket, of a "
    "page of 20 messages with its snippets; {rounds} runs of each over {database}. The last column compares the p95."
)
SENDING = (
    "The time to store a message, in milliseconds, beside {size} others: alone and in a batch of 500, with its words "
    "in the index and without."
)
Results = list[dict[str, object]]


@measurement("search", "finding messages among 10^4 and 10^6, over SQLite and PostgreSQL")
def search(bench: Bench) -> list[Table]:
    sizes = QUICK if bench.quick else SIZES
    rounds = 10 if bench.quick else 40
    tables = []
    for database in ("SQLite", "PostgreSQL"):
        results: Results = []
        for size in sizes:
            results += Site(bench, sqlite=database == "SQLite").script("search", size, rounds)
        tables += [_finding(results, sizes, database, rounds), _sending(results, sizes, database)]
    return tables


def _finding(results: Results, sizes: Sequence[int], database: str, rounds: int) -> Table:
    headers = ("", *(f"{share} of {size:,}" for size in sizes for share in ("p50", "p95")), "p95 to p95")
    table = Table(f"Search over {database}", NOTE.format(rounds=rounds, database=database), headers)
    found = {(result["what"], result["size"]): result for result in results if result["what"] != "sending"}
    for what in dict.fromkeys(what for what, _ in found):
        times = [float(str(found[what, size][share])) for size in sizes for share in ("p50", "p95")]
        table.rows.append([what, *(number(time, 1) for time in times), ratio(times[3], times[1])])
    return table


def _sending(results: Results, sizes: Sequence[int], database: str) -> Table:
    note = SENDING.format(size=" and ".join(f"{size:,}" for size in sizes))
    table = Table(f"The cost of the index over {database}", note, ("messages", "batch", "indexed", "not indexed"))
    rows = [result for result in results if result["what"] == "sending"]
    for size, each in zip(sizes, (rows[:4], rows[4:]), strict=True):
        costs = {(row["size"], row["indexed"]): float(str(row["milliseconds"])) for row in each}
        for batch in (1, 500):
            with_index, without = (number(costs[batch, indexed], 3) for indexed in (True, False))
            table.rows.append([f"{size:,}", batch, with_index, without])
    return table
