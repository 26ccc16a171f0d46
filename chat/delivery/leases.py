"""Snapshots of the people of each process, kept in the cache under leases.

Every process stores its people now and then, and renews its lease with that. The lease of a killed process expires.
Leases are in numbered slots; a process takes the lowest free one, so the number of slots follows the number of
processes. A lease is small and read often. The snapshot belongs to it and is read only by those who have missed
something.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from chat import conf
from chat.protocol.people import Status
from chat.redis_state.cache import shared_cache as cache

SLOTS_KEY = "presence:slots"
"""The number of slots that were ever in use."""
CLAIM_ATTEMPTS = 1_000
"""How far beyond the known slots to look for a free one."""


@dataclass(frozen=True)
class Snapshot:
    """The people of a process, user id to status, after its announcement `number`."""

    number: int
    people: dict[int, Status]


@dataclass
class Findings:
    """The state of the other processes, according to their leases.

    Attributes:
        alive: The ids of the processes that have a lease.
        snapshots: By process id, the snapshots that are newer than what was known.
        lost_own: The lease of this process has expired, or the cache has lost all of them.
    """

    alive: set[str] = field(default_factory=set)
    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    lost_own: bool = False


class Leases:
    """The leases, as one process sees them. Every method blocks, and raises what the cache raises.

    Attributes:
        slot: The slot of this process; None until it has one.
    """

    def __init__(self, process_id: str) -> None:
        self.process_id = process_id
        self.slot: int | None = None
        self._slots = 0

    def exchange(self, own: Snapshot | None, known: Mapping[str, int]) -> Findings:
        """Store this process's snapshot and read the others'.

        Args:
            own: The snapshot to store, which renews the lease; None to read only.
            known: By process id, the number of the last announcement up to which nothing is missing.
        """
        findings, newer = Findings(), {}
        entries = self._read_leases()
        if self.slot is not None and not self._is_mine(entries.get(self.slot)):
            self.slot, findings.lost_own = None, True
        for slot, entry in entries.items():
            process, number = entry["process"], entry["number"]
            if process != self.process_id:
                findings.alive.add(process)
                if number > known.get(process, -1):
                    newer[people_key(slot)] = process
        if own is not None:
            self._write(own)
        for key, entry in cache.get_many(list(newer)).items() if newer else ():
            # Another process may have taken the slot meanwhile.
            if entry["process"] == newer[key]:
                findings.snapshots[newer[key]] = Snapshot(entry["number"], entry["people"])
        return findings

    def _read_leases(self) -> dict[int, dict[str, Any]]:
        self._slots = max(self._slots, cache.get(SLOTS_KEY, 0))
        slots = {slot_key(slot): slot for slot in range(self._slots)}
        return {slots[key]: entry for key, entry in cache.get_many(list(slots)).items()} if slots else {}

    def _is_mine(self, entry: dict[str, Any] | None) -> bool:
        return entry is not None and entry["process"] == self.process_id

    def _write(self, own: Snapshot) -> None:
        lease = {"process": self.process_id, "number": own.number}
        if self.slot is None:
            # The number says that there is no snapshot yet.
            self.slot = next(self._claimed({**lease, "number": -1}), None)
        if self.slot is not None:
            # The snapshot first, so that whoever reads the lease finds a snapshot at least as new.
            cache.set(people_key(self.slot), lease | {"people": own.people}, conf.PRESENCE_LEASE)
            cache.set(slot_key(self.slot), lease, conf.PRESENCE_LEASE)
            _make_visible(self.slot)

    def _claimed(self, lease: dict[str, Any]) -> Iterator[int]:
        slots = range(max(self._slots, cache.get(SLOTS_KEY, 0)) + CLAIM_ATTEMPTS)
        return (slot for slot in slots if cache.add(slot_key(slot), lease, conf.PRESENCE_LEASE))


def slot_key(slot: int) -> str:
    """Return the cache key of a slot's lease."""
    return f"presence:slot:{slot}"


def people_key(slot: int) -> str:
    """Return the cache key of a slot's snapshot."""
    return f"presence:people:{slot}"


def _make_visible(slot: int) -> None:
    """Raise the number of slots above this one. It only ever grows, so that processes may do this concurrently."""
    while cache.get(SLOTS_KEY, 0) <= slot:
        try:
            cache.incr(SLOTS_KEY)
        except ValueError:
            cache.add(SLOTS_KEY, slot + 1, None)
