"""Measures the time from sender to receivers, at rates that every server can carry."""

from contextlib import ExitStack
from statistics import median

from benchmarks.bench import Bench
from benchmarks.contenders import running
from benchmarks.generator import Load, fan_out
from benchmarks.measurements import LISTENING, measurement
from benchmarks.report import Table, number, ratio

RATES = (10, 100, 500)
HEADERS = ("", "messages/s", "p50 ms", "p95 ms", "p99 ms", "p50 to Chatsite's", "p99 to Chatsite's", "arrived")
NOTE = LISTENING + (
    "From the sender's write to each member's read, in one room. Medians of {rounds} rounds of {seconds} s; "
    "the servers take turns in each round. A ratio above 1 is slower than Chatsite."
)


@measurement("latency", "delivery times at 10, 100 and 500 messages/s to 200 members")
def latency(bench: Bench) -> list[Table]:
    members = (bench.members or [200])[0]
    rounds, seconds = (1, 2) if bench.quick else (3, 3)
    names = bench.choose("ours", "socketio", *(("ours-sqlite", "ws", "python-socketio") if bench.full else ()))
    table = Table(f"Latency, {members:,} members", NOTE.format(rounds=rounds, seconds=seconds), HEADERS)
    with ExitStack() as stack:
        targets = [stack.enter_context(running(bench, name, members)) for name in names]
        for target in targets:  # Warms caches, pools and just-in-time compilers.
            fan_out(bench, target, members=members, rate=100, seconds=1)
        for rate in RATES:
            loads: list[list[Load]] = [[] for _ in targets]
            for _ in range(rounds):
                for own, target in zip(loads, targets, strict=True):
                    own.append(fan_out(bench, target, members=members, rate=rate, seconds=seconds))
            table.rows += [_row(target.title, own, loads[0]) for target, own in zip(targets, loads, strict=True)]
    return [table]


def _row(title: str, loads: list[Load], ours: list[Load]) -> list[str]:
    p50, p95, p99 = (median(getattr(load, name) for load in loads) for name in ("p50", "p95", "p99"))
    arrived = sum(load.delivered for load in loads) / sum(load.expected for load in loads)
    compared = ["", ""]
    if loads is not ours:
        compared = [ratio(p50, median(load.p50 for load in ours)), ratio(p99, median(load.p99 for load in ours))]
    return [title, number(loads[0].rate), *(number(value, 2) for value in (p50, p95, p99)), *compared, f"{arrived:.2%}"]
