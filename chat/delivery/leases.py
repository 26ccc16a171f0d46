"""Exchange who is online between processes: each keeps a lease in the cache that names the people it serves.

A process writes its lease when its people change, and renews it while it lives. The lease of a killed process expires,
and with it its people. Leases are in numbered slots; a process takes the lowest free one, so the number of slots
follows the number of processes.
"""

import time
from typing import Any

from django.core.cache import cache

from chat import conf
from chat.delivery.visibility import People

VERSION_KEY = "presence:version"
"""Changes with every lease that is written, so that the others know when to read."""
SLOTS_KEY = "presence:slots"
"""The number of slots that were ever in use."""
CLAIM_ATTEMPTS = 1_000
"""How far beyond the known slots to look for a free one."""


class Leases:
    """The leases, as one process sees them. Every method blocks, and raises what the cache raises.

    Attributes:
        slot: The slot of this process; None until it has one.
    """

    def __init__(self, process_id: str) -> None:
        self.process_id = process_id
        self.slot: int | None = None
        self._slots = 0
        self._version: int | None = None

    def exchange(self, people: People, *, write: bool, renew: bool) -> list[People] | None:
        """Write this process's lease and read the others'.

        Args:
            people: Whom this process serves.
            write: Write the lease because `people` changed or the lease is to be renewed.
            renew: Read even if no version says that a lease changed: an expired one changes no version.

        Returns:
            The people of each other process, or None where nothing new was read.
        """
        if write:
            self._write(people)
        known = cache.get_many([VERSION_KEY, SLOTS_KEY])
        version = known.get(VERSION_KEY, 0)
        if version == self._version and not renew:
            return None
        self._slots = max(self._slots, known.get(SLOTS_KEY, 0))
        entries = cache.get_many([slot_key(slot) for slot in range(self._slots)])
        if self.slot is not None and not self._is_mine(entries.get(slot_key(self.slot))):
            # The lease expired, or the cache was restarted and lost the others as well. Each process writes its own
            # again; until it has, nobody is reported as gone.
            self._write(people)
            return None
        self._version = version
        return [entry["people"] for entry in entries.values() if not self._is_mine(entry)]

    def _is_mine(self, entry: dict[str, Any] | None) -> bool:
        return entry is not None and entry["process"] == self.process_id

    def _write(self, people: People) -> None:
        if self.slot is not None and not self._is_mine(cache.get(slot_key(self.slot))):
            self.slot = None
        entry = {"process": self.process_id, "people": people}
        if self.slot is None:
            self.slot = self._claim(entry)
        else:
            cache.set(slot_key(self.slot), entry, conf.PRESENCE_LEASE)
        if self.slot is not None:
            _make_visible(self.slot)
        try:
            cache.incr(VERSION_KEY)
        except ValueError:
            cache.set(VERSION_KEY, int(time.time() * 1000), None)

    def _claim(self, entry: dict[str, Any]) -> int | None:
        slots = range(max(self._slots, cache.get(SLOTS_KEY, 0)) + CLAIM_ATTEMPTS)
        return next((slot for slot in slots if cache.add(slot_key(slot), entry, conf.PRESENCE_LEASE)), None)


def slot_key(slot: int) -> str:
    """Return the cache key of a slot's lease."""
    return f"presence:slot:{slot}"


def _make_visible(slot: int) -> None:
    """Raise the number of slots above this one. It only ever grows, so that processes may do this concurrently."""
    while cache.get(SLOTS_KEY, 0) <= slot:
        try:
            cache.incr(SLOTS_KEY)
        except ValueError:
            cache.add(SLOTS_KEY, slot + 1, None)
