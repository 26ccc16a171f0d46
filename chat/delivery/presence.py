"""Who is online: a lease of each process, in the cache, that says whom it serves; and the union of them all.

A process writes its own entry when it changes and renews it while it lives; a killed one's people go offline when its
lease ends. Every process
compares the union with what it saw last and tells its own connections. People who drop off keep their place for a
moment, so that a reload flickers nothing.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from chat import conf
from chat.delivery.announce import to_room
from chat.delivery.announcements import Announcement, Frame
from chat.delivery.hub import Hub, hub
from chat.delivery.visibility import ABSENT, People, Rooms, Status, news, outlook
from chat.executors import read
from chat.protocol.events import event
from chat.protocol.people import PersonStatus, PresenceList
from chat.protocol.rooms import RoomOnline

log = logging.getLogger(__name__)
VERSION_KEY = "presence:version"


@dataclass
class Person:
    """Someone served by a process.

    `until` is when they are dropped, on the process's own clock; None while connected.
    """

    status: Status
    rooms: frozenset[int]
    until: float | None = None


@dataclass
class Presence:
    """This process's view. `people` is the union of all processes: user id to (status, rooms)."""

    hub: Hub
    own: dict[int, Person] = field(default_factory=dict)
    people: People = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    slot: int | None = None
    version: int = -1
    renewed_at: float = 0.0
    counted_at: float = 0.0
    stale_rooms: set[int] = field(default_factory=set)
    _others: list[People] = field(default_factory=list)
    _here: dict[frozenset[int], PresenceList] = field(default_factory=dict)
    _moved: dict[int, set[int]] = field(default_factory=dict)
    _unwritten: bool = False

    def reset(self) -> None:
        """Begin anew, on another loop."""
        self.__init__(self.hub)  # type: ignore[misc]

    def online(self, room_id: int) -> int:
        """How many people of a room are here."""
        return self.counts.get(room_id, 0)

    def here(self, rooms: frozenset[int]) -> PresenceList:
        """Who is online or away and shares one of these rooms. Kept until that changes: in a storm many ask."""
        found = self._here.get(rooms)
        if found is None:
            found = self._here[rooms] = PresenceList(
                PersonStatus(user_id=user_id, status=status, last_seen_at=None)
                for user_id, (status, their_rooms) in self.people.items()
                if not rooms.isdisjoint(their_rooms)
            )
        return found

    def status_of(self, user_id: int) -> Status:
        return self.people[user_id][0] if user_id in self.people else "offline"

    async def run(self) -> None:
        while True:
            try:
                await self.tick()
            except Exception as error:
                log.warning("Presence is not exchanged: %s", error or type(error).__name__)
            await asyncio.sleep(conf.PRESENCE_POLL)

    async def tick(self, now: float | None = None) -> None:
        """Look at who is served here, exchange it with the other processes, tell what changed."""
        now = time.monotonic() if now is None else now
        changed = self._unwritten = self._look(now) or self._unwritten
        due = now - self.renewed_at >= conf.PRESENCE_RENEWAL
        looked = await read(self._exchange, dict(self.own), changed or due, due)
        self._unwritten = False
        if due:
            self.renewed_at = now
        if looked or changed or any(self._moved.values()):
            await self._tell(_union(self.own, self._others))
        if self.stale_rooms and now - self.counted_at >= conf.ONLINE_COUNT_INTERVAL:
            self.counted_at = now
            self._tell_counts()

    # --- This process

    def _look(self, now: float) -> bool:
        """Take up who came, went or changed status here. True when the entry of this process is different now."""
        before = {user_id: (person.status, person.rooms) for user_id, person in self.own.items()}
        touched, self.hub.touched = self.hub.touched, {}
        for user_id, rooms in touched.items():
            self._moved.setdefault(user_id, set()).update(rooms)
            self._look_at(user_id, now)
        for user_id in [
            user_id for user_id, person in self.own.items() if person.until is not None and person.until <= now
        ]:
            del self.own[user_id]
        return before != {user_id: (person.status, person.rooms) for user_id, person in self.own.items()}

    def _look_at(self, user_id: int, now: float) -> None:
        connections = self.hub.users.get(user_id, ())
        if connections:
            status: Status = "online" if any(connection.status == "online" for connection in connections) else "away"
            rooms = frozenset(room_id for connection in connections for room_id in connection.rooms)
            self.own[user_id] = Person(status, rooms)
        elif user_id in self.own and self.own[user_id].until is None:
            grace = conf.PRESENCE_GRACE_CLEAN if user_id in self.hub.left_cleanly else conf.PRESENCE_GRACE
            self.own[user_id].until = now + grace
        self.hub.left_cleanly.discard(user_id)

    # --- All processes

    def _exchange(self, own: dict[int, Person], write: bool, look: bool) -> bool:
        """Write this process's entry if asked; read the others' where something changed: True where it was read.

        Blocking.
        """
        if write:
            self._write(own)
        version = cache.get(VERSION_KEY, 0)
        if version == self.version and not look:
            return False
        entries = cache.get_many([_slot_key(slot) for slot in range(conf.PRESENCE_SLOTS)])
        if self.slot is not None and not self._is_mine(entries.get(_slot_key(self.slot))):
            # The lease ran out, or the store was restarted and has lost the other entries, too: each process writes
            # its own again, and until it has, nobody went.
            self._write(own)
            return False
        self.version = version
        self._others = [entry["people"] for entry in entries.values() if not self._is_mine(entry)]
        return True

    def _is_mine(self, entry: dict[str, Any] | None) -> bool:
        return entry is not None and entry["process"] == self.hub.process_id

    def _write(self, own: dict[int, Person]) -> None:
        if self.slot is not None and not self._is_mine(cache.get(_slot_key(self.slot))):
            self.slot = None
        entry = {
            "process": self.hub.process_id,
            "people": {user_id: (person.status, person.rooms) for user_id, person in own.items()},
        }
        if self.slot is None:
            self.slot = next(
                (slot for slot in range(conf.PRESENCE_SLOTS) if cache.add(_slot_key(slot), entry, conf.PRESENCE_LEASE)),
                None,
            )
        else:
            cache.set(_slot_key(self.slot), entry, conf.PRESENCE_LEASE)
        try:
            cache.incr(VERSION_KEY)
        except ValueError:
            cache.set(VERSION_KEY, int(time.time() * 1000), None)

    async def _tell(self, people: People) -> None:
        before, self.people, self._here = self.people, people, {}
        for user_id in before.keys() | people.keys():
            self.stale_rooms |= before.get(user_id, ABSENT)[1] ^ people.get(user_id, ABSENT)[1]
        together: dict[tuple[Rooms, Rooms], list[Frame]] = {}
        for each in news(before, people):
            together.setdefault((each.rooms, each.except_in), []).append(self._frame(each.user_id, each.status))
        for (rooms, except_in), frames in together.items():
            await self._give(frames, partial(self._in_any, rooms, except_in))
        moved, self._moved = self._moved, {}
        for user_id, toggled in moved.items():
            if toggled and user_id in self.hub.users:
                now = self.hub.rooms_heard_by(user_id)
                seen = outlook(frozenset(toggled), frozenset(now), before, people)
                frames = [self._frame(other, status) for other, status in seen if other != user_id]
                await self._give(frames, partial(self._own, user_id))

    def _own(self, user_id: int) -> set[Any]:
        return self.hub.users.get(user_id, set())

    def _in_any(self, rooms: Rooms, except_in: Rooms) -> set[Any]:
        return self.hub.sharing(rooms) - self.hub.sharing(except_in)

    async def _give(self, frames: list[Frame], receivers: Callable[[], Iterable[Any]]) -> None:
        """Together, because a storm of thousands is told to thousands; in turns, because their outboxes are bounded."""
        for start in range(0, len(frames), conf.BATCH_FRAMES):
            announcement = Announcement("", tuple(frames[start : start + conf.BATCH_FRAMES]))
            for connection in list(receivers()):
                connection.put(announcement)
            await asyncio.sleep(0)

    def _frame(self, user_id: int, status: Status) -> Frame:
        """Who only went out of sight was not last seen now."""
        seen = timezone.now() if user_id not in self.people else None
        return Frame(event("presence", PersonStatus(user_id=user_id, status=status, last_seen_at=seen)))

    def _tell_counts(self) -> None:
        rooms, self.stale_rooms = self.stale_rooms, set()
        counts = dict.fromkeys(rooms, 0)
        for _, own_rooms in self.people.values():
            for room_id in own_rooms & rooms:
                counts[room_id] += 1
        for room_id, count in counts.items():
            if count != self.counts.get(room_id, 0) and room_id in self.hub.topics:
                self.hub.receive(
                    to_room(room_id, Frame(event("room:online", RoomOnline(room_id=room_id, count=count))))
                )
        self.counts = {room_id: count for room_id, count in (self.counts | counts).items() if count}


def _slot_key(slot: int | None) -> str:
    return f"presence:slot:{slot}"


def _union(own: dict[int, Person], others: list[People]) -> People:
    """Everyone served by any process; online anywhere is online."""
    people: People = {}
    for entry in [{user_id: (person.status, person.rooms) for user_id, person in own.items()}, *others]:
        for user_id, (status, rooms) in entry.items():
            known_status, known_rooms = people.get(user_id, (status, rooms))
            people[user_id] = ("online" if "online" in (status, known_status) else status, rooms | known_rooms)
    return people


presence = Presence(hub)
"""Who is online, as this process sees it."""
