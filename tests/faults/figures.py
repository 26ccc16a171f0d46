"""The measurements of a fault test: a line on the screen and a line in the results file for docs/reliability.md."""

import json
import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.faults.checker import Violation
from tests.faults.journal import Journal
from tests.faults.truth import Truth

RESULTS = Path(__file__).resolve().parent.parent.parent / ".faults" / "results.jsonl"


@dataclass
class Figures:
    """The measurements. Times are in seconds.

    `caught_up` is about each client's longest wait for an acked message, from its ack or from the end of the fault.
    """

    test: str
    fault: str
    attempts: int
    acked: int
    lost: int
    doubled: int
    out_of_order: int
    recovered: int
    """Messages that were already stored when they were sent again, because the first ack was lost."""
    first_ack: float
    """Seconds from the beginning of the fault until every writer had an ack again."""
    caught_up: tuple[float, float, float]
    """Median, 99th percentile, maximum."""
    reconnects: int
    syncs: int
    peak_rss: float
    """MiB of the largest server."""
    note: str = ""

    def __str__(self) -> str:
        p50, p99, most = self.caught_up
        return (
            f"{self.test}: {self.attempts} attempts, {self.acked} acked, {self.lost} lost, {self.doubled} doubled, "
            f"{self.out_of_order} out of order, {self.recovered} recovered; ack again after {self.first_ack:.1f} s, "
            f"caught up p50 {p50:.1f} p99 {p99:.1f} max {most:.1f} s; {self.reconnects} reconnects, "
            f"{self.syncs} syncs, peak {self.peak_rss:.0f} MiB{'; ' if self.note else ''}{self.note}"
        )

    def write(self) -> None:
        RESULTS.parent.mkdir(exist_ok=True)
        with RESULTS.open("a") as file:
            line = asdict(self) | {"date": time.strftime("%Y-%m-%d"), "load": os.getloadavg()[0]}
            file.write(json.dumps(line) + "\n")


def count(violations: Sequence[Violation]) -> tuple[int, int, int]:
    """Count the violations: lost, doubled, out of order."""
    texts = [violation.text for violation in violations]
    lost = sum(text.startswith("lost") or "does not show" in text for text in texts)
    doubled = sum("doubled" in text or "times" in text for text in texts)
    return lost, doubled, sum(" heard rev " in text or " went from rev " in text for text in texts)


def first_acks(journals: Sequence[Journal], since: float) -> float:
    """Return the seconds until every writer had an ack again, or 0 if nobody wrote."""
    waits = []
    for journal in journals:
        later = [ack.at for ack in journal.acked.values() if ack.at > since]
        if later:
            waits.append(min(later) - since)
    return max(waits, default=0.0)


def waits(truth: Truth, journals: Sequence[Journal], since: float, healed: float) -> list[float]:
    """Return each client's longest wait for a message acked after `since`, from its ack or from `healed`."""
    acked = {ack.id: ack.at for journal in journals for ack in journal.acked.values() if ack.at >= since}
    room_of = {row.id: room for room, each in truth.items() for row in each.messages}
    worst = []
    for journal in journals:
        shown: dict[int, float] = {}
        for applied in journal.applied:
            shown.setdefault(applied.id, applied.at)
        mine = [id for id in acked if id in room_of and journal.user_id in truth[room_of[id]].read_seq and id in shown]
        worst.append(max([0.0, *(shown[id] - max(acked[id], healed) for id in mine)]))
    return worst


def spread(values: Sequence[float]) -> tuple[float, float, float]:
    """Median, 99th percentile, maximum."""
    if not values:
        return 0.0, 0.0, 0.0
    ordered = sorted(values)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))], ordered[-1]
