"""Finds the highest rate at which messages still arrive in time."""

import sys
from contextlib import ExitStack
from dataclasses import dataclass, field

from benchmarks.bench import Bench
from benchmarks.contenders import CONTENDERS, Target, running
from benchmarks.generator import Load, fan_out
from benchmarks.measurements import LISTENING, measurement
from benchmarks.report import Table, number, ratio, share

GROWTH = 4
EXACT_ENOUGH = 1.15
EVERYBODY = ("ours", "ours-sqlite", "socketio", "ws", "python-socketio", "channels")
HEADERS = ("", "deliveries/s", "messages/s", "p50 ms", "p99 ms", "Chatsite is", "server", "generator", "per CPU second")
NOTE = LISTENING + (
    "One room; 20 of its members write messages of 80 characters, each goes to all. The highest rate at which "
    "at least 99.9 % arrive and 99 % do so within a second: found by growing it fourfold, then by halving the "
    'interval; who is measured changes with every step. "server" and "generator" are the share of a core that '
    "each used: a generator near 100 % would have been the limit. Deliveries/s are those that arrived, by the "
    'time until the last of them. "per CPU second" is deliveries by the '
    "server's processor time at that rate, which other work on the machine disturbs least."
)


@dataclass
class Search:
    """Chooses the next rate to try. The rate grows until one fails twice; then the gap is halved."""

    rate: float
    best: Load | None = None
    worst: float | None = None
    forgiven: bool = field(default=False)

    @property
    def is_over(self) -> bool:
        if self.best is None:
            return self.rate < 1
        return self.worst is not None and self.worst / self.best.rate < EXACT_ENOUGH

    def learn(self, load: Load) -> None:
        if load.is_good:
            self.best = load
        elif self.worst is None and self.best and not self.forgiven:
            self.forgiven = True
            return
        else:
            self.worst = load.rate
        if self.best is None:
            self.rate /= GROWTH
        elif self.worst is None:
            self.rate *= GROWTH
        else:
            self.rate = (self.best.rate * self.worst) ** 0.5


def search(
    bench: Bench, targets: list[Target], members: int, receivers: int | None = None, rate: float = 20
) -> list[Load | None]:
    """Find the best load of each target, starting at `rate`. `receivers` of `members` connections get each message."""
    seconds = 1.0 if bench.quick else 2.0
    searches = [Search(rate) for _ in targets]
    while any(not each.is_over for each in searches):
        for target, each in zip(targets, searches, strict=True):
            if not each.is_over:
                load = fan_out(bench, target, members=members, receivers=receivers, rate=each.rate, seconds=seconds)
                each.learn(load)
                _tell(target, load)
                if not load.is_good:
                    target.rest()
    return [each.best for each in searches]


def _tell(target: Target, load: Load) -> None:
    print(f"  {target.title}, {load.rate:.0f}/s: {'carried' if load.is_good else 'too much'}", file=sys.stderr)


@measurement("saturation", "deliveries a second in one room of 50, 200 and 1,000 members")
def saturation(bench: Bench) -> list[Table]:
    sizes = bench.members or ([200] if bench.quick else [200, 50, 1000])
    return [_table(bench, members) for members in sizes]


def _table(bench: Bench, members: int) -> Table:
    everybody = bench.full or (members == 200 and not bench.quick)
    names = bench.choose(*(EVERYBODY if everybody else ("ours", "socketio")))
    with ExitStack() as stack:
        targets = [stack.enter_context(running(bench, name, members)) for name in names]
        loads = search(bench, targets, members)
    first = next((load for load in loads if load), None)
    rows = [
        [f"{target.title} <br> {CONTENDERS[name].note}", *_cells(load, first)]
        for name, target, load in zip(names, targets, loads, strict=True)
    ]
    return Table(f"Deliveries a second, {members:,} members", NOTE, HEADERS, rows)


def _cells(load: Load | None, first: Load | None) -> list[str]:
    if load is None or first is None:
        return ["none in time", *["–"] * (len(HEADERS) - 2)]
    return [
        number(load.per_second),
        number(load.per_second * load.sent / load.expected),
        number(load.p50, 1),
        number(load.p99, 1),
        "" if load is first else ratio(first.per_second, load.per_second, 1),
        share(load.server_cpu_share),
        share(load.cpu_share),
        number(load.per_second / max(load.server_cpu_share, 0.01)),
    ]
