"""Exchange people between processes: announcements of what changed, and snapshots that fill what was missed."""

import math
from collections.abc import Iterable

from chat import conf
from chat.delivery import audiences
from chat.delivery.announcements import Announcement, PresenceChanges
from chat.delivery.hub import Hub
from chat.delivery.leases import Leases, Snapshot
from chat.delivery.processes import OtherProcesses
from chat.executors import read
from chat.protocol.people import Status
from chat.redis_state.health import health


class Exchange:
    """The exchange of one process with the others. Without a channel layer there are no others.

    Attributes:
        others: The people of the other processes.
        number: The number of the last announcement of this process.
    """

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self.others = OtherProcesses()
        self.leases = Leases(hub.process_id)
        self.number = -1
        self._stored_at = -math.inf
        self._checked_at = -math.inf
        self._asked_at = -math.inf
        self._patient_until = -math.inf

    def publish(self, changes: dict[int, Status], *, hidden: Iterable[int] = (), asks: bool = False) -> None:
        """Announce changes of this process's people, user id to status, to the other processes.

        `hidden` are those of them who hide their presence. With `asks`, the others store a snapshot soon.
        """
        if self._hub.link.has_other_processes:
            self.number += 1
            presence = PresenceChanges(self._hub.process_id, self.number, tuple(changes.items()), asks, tuple(hidden))
            self._hub.link.publish([Announcement(audiences.everyone(), presence=presence)])

    def receive(self, changes: PresenceChanges, now: float) -> set[int]:
        """Apply an announcement of another process. Return the ids of the people it may concern."""
        if changes.asks:
            self._stored_at = -math.inf
        return self.others.apply_changes(changes, now)

    def is_due(self, now: float) -> bool:
        """Return whether to call `check_leases`."""
        return self._hub.link.has_other_processes and now - self._checked_at >= conf.PRESENCE_CHECK

    async def check_leases(self, own_people: dict[int, Status], now: float) -> set[int]:
        """Store a snapshot if one is due, and read those that have news.

        Args:
            own_people: The people of this process, user id to status.
            now: The time in seconds.

        Returns:
            The ids of the people of other processes whose status may have changed.

        Raises:
            Unavailable: The cache does not answer.
        """
        self._checked_at = now
        has_no_lease = self.leases.slot is None
        is_due = now - self._stored_at >= conf.PRESENCE_RENEWAL
        own = Snapshot(self.number, dict(own_people)) if is_due else None
        # Before the call, so that a process that asks during the call is not forgotten.
        self._stored_at = now if is_due else self._stored_at
        try:
            findings = await read(self.leases.exchange, own, self.others.numbers)
        except Exception:
            # Announcements were probably lost as well: store a snapshot as soon as possible.
            self._stored_at = -math.inf
            raise
        health.note_success()
        concerned = self.others.apply_snapshots(findings.snapshots)
        if findings.lost_own:
            # If the cache has lost all leases, the other processes need time to write theirs again.
            self._stored_at, self._patient_until = -math.inf, now + conf.PRESENCE_RENEWAL
        elif now >= self._patient_until:
            concerned |= self.others.forget_all_but(findings.alive, now)
        if (has_no_lease or self.others.have_gap) and now - self._asked_at >= conf.PRESENCE_RENEWAL / 3:
            self._asked_at = now
            self.publish({}, asks=True)
        return concerned
