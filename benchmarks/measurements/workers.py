"""Measures the gain of a second worker: one and two uvicorn processes with Redis serve the same rooms."""

from benchmarks.bench import Bench
from benchmarks.contenders import OURS, Target
from benchmarks.generator import Load
from benchmarks.measurements import LISTENING, measurement
from benchmarks.measurements.saturation import search
from benchmarks.report import Table, number, ratio, share
from benchmarks.site import Site

ROOMS, MEMBERS = 2, 200
HEADERS = (
    "",
    "deliveries/s",
    "to one worker",
    "workers",
    "generator",
    "deliveries per worker CPU second",
    "with cores of its own",
)
NOTE = LISTENING + (
    "Two rooms of 200, every room's members spread over the workers, Redis between them. Each worker has a "
    'core of its own; with {cores} cores the generator {where}. "workers" and "generator" are the cores that '
    "they used together. The load of two workers whose cores nobody else uses is counted from the "
    "work that a CPU second did: the last column."
)


@measurement("workers", "two workers over Redis against one")
def workers(bench: Bench) -> list[Table]:
    site = Site(bench, redis=True)
    lines = site.members(*range(MEMBERS, MEMBERS + ROOMS), each=MEMBERS)
    shared = len(bench.cores) < 3
    where = "and PostgreSQL take their share of the same" if shared else "has another one"
    table = Table("Two workers", NOTE.format(cores=len(bench.cores), where=where), HEADERS)
    loads = [_measure(bench, site, str(lines), count) for count in (1, 2)]
    table.rows = [_row(count, load, loads[0]) for count, load in enumerate(loads, 1)]
    return [table]


def _measure(bench: Bench, site: Site, lines: str, count: int) -> Load:
    cores = bench.cores[:count] if len(bench.cores) >= count else [None] * count
    started = [site.worker(core) for core in cores]
    processes, ports = zip(*started, strict=True)
    target = Target(f"{count} workers", processes, ports, (*OURS, "-f", lines))
    try:
        (load,) = search(bench, [target], ROOMS * MEMBERS, receivers=MEMBERS, rate=320)
    finally:
        for process in processes:
            process.stop()
    assert load is not None, "not even the lowest rate went through"
    return load


def _row(count: int, load: Load, one: Load) -> list[str]:
    each, each_of_one = (load.per_second / load.server_cpu_share for load in (load, one))
    title = "one worker" if count == 1 else f"{count} workers"
    compared = ["", ""] if load is one else [ratio(load.per_second, one.per_second), ratio(each * count, each_of_one)]
    cells = [share(load.server_cpu_share), share(load.cpu_share), number(each)]
    return [title, number(load.per_second), compared[0], *cells, compared[1]]
