"""The people of the other processes, from what these announce and from their snapshots."""

from collections.abc import Iterable, Set

from chat import conf
from chat.delivery.announcements import PresenceChanges
from chat.delivery.leases import Snapshot
from chat.protocol.people import Status

Statuses = Iterable[tuple[int, Status]]
MOST_AFTER_GAP = 200
"""Announcements that are kept after a missing one. A snapshot that is older than all of them is stored long before."""


class Process:
    """The people of one other process.

    Attributes:
        people: Their status, by user id: `online` or `away`.
        number: The last announcement up to which none is missing.
        heard_at: When the process last announced something.
    """

    def __init__(self) -> None:
        self.people: dict[int, Status] = {}
        self.number = -1
        self.heard_at = 0.0
        self._after_gap: dict[int, Statuses] = {}

    @property
    def has_gap(self) -> bool:
        """Whether an announcement of the process was missed."""
        return bool(self._after_gap)

    def apply_changes(self, changes: PresenceChanges) -> set[int]:
        """Apply an announcement, and return the ids of the people it may concern."""
        if changes.number <= self.number:
            return set()
        self._after_gap[changes.number] = changes.statuses
        if len(self._after_gap) > MOST_AFTER_GAP:
            del self._after_gap[min(self._after_gap)]
        # Announcements that follow this one may have arrived before it.
        self._apply_from(changes.number)
        return {user_id for user_id, _ in changes.statuses}

    def apply_snapshot(self, snapshot: Snapshot) -> set[int]:
        """Replace the people by a snapshot and what was announced after it. Return the ids of all of them."""
        if snapshot.number < self.number:
            return set()
        before = self.people.keys()
        self.people, self.number = dict(snapshot.people), snapshot.number
        self._after_gap = {number: each for number, each in self._after_gap.items() if number > self.number}
        self._apply_from(self.number)
        return before | self.people.keys()

    def _apply_from(self, first: int) -> None:
        for number in sorted(self._after_gap):
            if number >= first:
                for user_id, status in self._after_gap[number]:
                    if status == "offline":
                        self.people.pop(user_id, None)
                    else:
                        self.people[user_id] = status
        while self.number + 1 in self._after_gap:
            self.number += 1
            del self._after_gap[self.number]


class OtherProcesses:
    """All other processes, by their ids."""

    def __init__(self) -> None:
        self._processes: dict[str, Process] = {}

    @property
    def have_gap(self) -> bool:
        """Whether an announcement of any of them was missed."""
        return any(process.has_gap for process in self._processes.values())

    @property
    def numbers(self) -> dict[str, int]:
        """By process id, the last announcement up to which none is missing."""
        return {id: process.number for id, process in self._processes.items()}

    def statuses_of(self, user_id: int) -> list[Status]:
        """Return a person's status in each process that serves them."""
        return [process.people[user_id] for process in self._processes.values() if user_id in process.people]

    def apply_changes(self, changes: PresenceChanges, now: float) -> set[int]:
        """Apply an announcement. Return the ids of the people it may concern."""
        process = self._processes.setdefault(changes.process, Process())
        process.heard_at = now
        return process.apply_changes(changes)

    def apply_snapshots(self, snapshots: dict[str, Snapshot]) -> set[int]:
        """Apply snapshots, by process id. Return the ids of the people they may concern."""
        return {
            user_id
            for id, snapshot in snapshots.items()
            for user_id in self._processes.setdefault(id, Process()).apply_snapshot(snapshot)
        }

    def forget_all_but(self, alive: Set[str], now: float) -> set[int]:
        """Forget the processes that have no lease, and return the ids of their people.

        A process that announced something within PRESENCE_RENEWAL is alive, whatever the leases say.
        """
        dead = {
            id
            for id, process in self._processes.items()
            if id not in alive and now - process.heard_at >= conf.PRESENCE_RENEWAL
        }
        return {user_id for id in dead for user_id in self._processes.pop(id).people}
