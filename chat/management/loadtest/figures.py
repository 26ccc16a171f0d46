"""What a load test measures, and which limit failed first."""

import math
from collections import Counter
from dataclasses import asdict, dataclass, field

STEP = 1.05
"""Ratio between two neighbouring bars of a histogram: a percentile is right within 5 %."""
ACK_MS, DELIVERY_MS, CONNECT_MS, DATABASE_MS, MEMORY_MB = 250.0, 250.0, 2_000.0, 10.0, 600.0
"""The limits: 99 % of acks, deliveries and connects are quicker; half of the probes of the database are; and memory."""
BUSY = 0.95
"""Share of a core from which on a process is the bottleneck."""


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

    def verb(self, name: str, seconds: float) -> None:
        """Count the answer to a command or request."""
        self.verbs.setdefault(name, Latencies()).add(seconds)


@dataclass(frozen=True)
class Result:
    """A load test's result, as it is printed and stored. Rates are a second, times milliseconds, memory megabytes."""

    people: int
    minutes: float
    messages_per_second: float
    deliveries_per_second: float
    ack_p50: float
    ack_p99: float
    delivery_p50: float
    delivery_p99: float
    connect_p99: float
    database_p50: float
    cpu: float
    memory: float
    generator_p99: float
    gaps: int
    doubled: int
    closed: int
    errors: dict[str, int]
    verbs: dict[str, tuple[int, float, float]]

    def failed_limit(self) -> str | None:
        """The first limit that failed, causes before their effects; None when all held."""
        checks = [
            (self.doubled, f"{self.doubled} messages arrived twice or out of order"),
            (self.gaps, f"{self.gaps} messages did not arrive live (a client would have synced)"),
            (
                self.database_p50 > DATABASE_MS,
                f"the database answers in {self.database_p50:.0f} ms (limit {DATABASE_MS:.0f} ms)",
            ),
            (
                self.generator_p99 > 200,
                f"this generator was itself {self.generator_p99:.0f} ms late: give it a core of its own",
            ),
            (self.cpu > BUSY, f"the server used {self.cpu:.0%} of a core for each worker (limit {BUSY:.0%})"),
            (self.memory > MEMORY_MB, f"a worker took {self.memory:.0f} MB of memory (limit {MEMORY_MB:.0f} MB)"),
            (self.ack_p99 > ACK_MS, f"acks p99 was {self.ack_p99:.0f} ms (limit {ACK_MS:.0f} ms)"),
            (self.delivery_p99 > DELIVERY_MS, f"delivery p99 was {self.delivery_p99:.0f} ms ({DELIVERY_MS:.0f} ms)"),
            (self.connect_p99 > CONNECT_MS, f"connects p99 was {self.connect_p99:.0f} ms ({CONNECT_MS:.0f} ms)"),
            (self.closed, f"{self.closed} connections were closed by the server"),
            (self.errors, f"commands were refused: {', '.join(f'{code} x{n}' for code, n in self.errors.items())}"),
        ]
        return next((text for failed, text in checks if failed), None)

    def as_json(self) -> dict[str, object]:
        """The keys of the stored line."""
        return {**asdict(self), "failed_limit": self.failed_limit()}
