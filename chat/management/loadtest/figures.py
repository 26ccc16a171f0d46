"""Count what happens during a load test, and name the limits that failed."""

import math
from collections import Counter
from dataclasses import asdict, dataclass, field

STEP = 1.05
"""Ratio between two neighbouring bars of a histogram: a percentile is right within 5 %."""
ACK_MS, DELIVERY_MS, CONNECT_MS = 250.0, 250.0, 2_000.0
"""Limits: 99 % of the acks, deliveries and connects are quicker."""
ANSWER_SECONDS = 10.0
"""Limit: every command is answered in that time, or before its connection ends."""
DATABASE_MS = 10.0
"""Limit: half of the probes of the database are quicker."""
GENERATOR_MS = 200.0
"""Limit for how late the load test itself is. Beyond it, its other figures are wrong."""
MEMORY_MB = 600.0
"""Limit for the resident memory of a worker."""
BUSY = 0.95
"""Limit for the share of a core that a worker uses."""


class Latencies:
    """A histogram of seconds in logarithmic steps: a hundred million samples take as much memory as ten."""

    def __init__(self) -> None:
        self._bars: Counter[int] = Counter()
        self.count = 0

    def add(self, seconds: float, times: int = 1) -> None:
        """Count `times` samples of this many seconds."""
        self._bars[math.ceil(math.log(max(seconds, 1e-6), STEP))] += times
        self.count += times

    def percentile(self, share: float) -> float:
        """Milliseconds that `share` (0 to 1) of the samples stay below; 0 without samples."""
        left = self.count * share
        for bar in sorted(self._bars):
            left -= self._bars[bar]
            if left <= 0:
                return 1_000 * STEP**bar
        return 0.0


@dataclass
class Figures:
    """Everything that is counted while the test runs. Seconds go in, milliseconds come out."""

    verbs: dict[str, Latencies] = field(default_factory=dict)
    deliveries: Latencies = field(default_factory=Latencies)
    database: Latencies = field(default_factory=Latencies)
    lateness: Latencies = field(default_factory=Latencies)
    errors: Counter[str] = field(default_factory=Counter)
    sent: int = 0
    gaps: int = 0
    doubled: int = 0
    closed: int = 0
    unanswered: int = 0

    def verb(self, name: str, seconds: float) -> None:
        """Count the answer to a command or request."""
        self.verbs.setdefault(name, Latencies()).add(seconds)

    def start_over(self) -> None:
        """Forget the times of the arrival, except those of the connects. Errors stay."""
        self.deliveries, self.lateness = Latencies(), Latencies()
        self.verbs = {name: times for name, times in self.verbs.items() if name == "connect"}


@dataclass(frozen=True)
class Result:
    """The result of a load test, as it is printed and stored.

    Rates are a second, times milliseconds, memory megabytes. `cpu` is the share of a core that each worker used; it
    and `memory` are None if the workers' processes are not known. `verbs` has the number, p50 and p99 of each verb.
    """

    people: int
    arrived: int
    minutes: float
    messages_per_second: float
    deliveries_per_second: float
    ack_p50: float
    ack_p99: float
    delivery_p50: float
    delivery_p99: float
    connect_p99: float
    database_p50: float
    cpu: float | None
    memory: float | None
    generator_p99: float
    gaps: int
    doubled: int
    closed: int
    unanswered: int
    errors: dict[str, int]
    verbs: dict[str, tuple[int, float, float]]

    def failed_limits(self) -> list[str]:
        """Return the limits that failed, causes before their effects."""
        cpu, memory = self.cpu or 0.0, self.memory or 0.0
        missing = self.people - self.arrived
        checks = [
            (
                self.database_p50 > DATABASE_MS,
                f"the database answers in {self.database_p50:.0f} ms (limit {DATABASE_MS:.0f} ms)",
            ),
            (
                self.generator_p99 > GENERATOR_MS,
                f"the load test itself was {self.generator_p99:.0f} ms late; give it a core of its own",
            ),
            (cpu > BUSY, f"the site used {cpu:.0%} of a core for each worker (limit {BUSY:.0%})"),
            (memory > MEMORY_MB, f"a worker took {memory:.0f} MB of memory (limit {MEMORY_MB:.0f} MB)"),
            (missing, f"{missing} of {self.people} people could not connect"),
            (self.closed, f"the site closed {self.closed} connections"),
            (self.unanswered, f"{self.unanswered} commands had no answer within {ANSWER_SECONDS:.0f} s"),
            (self.ack_p99 > ACK_MS, f"acks p99 was {self.ack_p99:.0f} ms (limit {ACK_MS:.0f} ms)"),
            (
                self.delivery_p99 > DELIVERY_MS,
                f"deliveries p99 was {self.delivery_p99:.0f} ms (limit {DELIVERY_MS:.0f} ms)",
            ),
            (
                self.connect_p99 > CONNECT_MS,
                f"connects p99 was {self.connect_p99:.0f} ms (limit {CONNECT_MS:.0f} ms)",
            ),
            (self.gaps, f"{self.gaps} changes did not arrive live; a client would have to sync"),
            (self.doubled, f"{self.doubled} changes arrived twice or out of order"),
            (self.errors, f"errors: {', '.join(f'{name} ({number})' for name, number in self.errors.items())}"),
        ]
        return [text for failed, text in checks if failed]

    def as_json(self) -> dict[str, object]:
        """Return the object that is stored."""
        return {**asdict(self), "failed_limits": self.failed_limits()}
