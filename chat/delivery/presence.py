"""Who is online, and in which rooms.

Each process collects the people it serves and shares them through `leases`. It compares the union of all processes
with the last one and tells its own subscribers about the differences. People who disconnect stay online for a short
grace period, so that nobody sees a reload.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils import timezone

from chat import conf
from chat.delivery.announce import to_room
from chat.delivery.announcements import Announcement, Frame
from chat.delivery.hub import Hub, hub
from chat.delivery.leases import Leases
from chat.delivery.visibility import ABSENT, People, Rooms, Status, presence_changes, view_changes
from chat.executors import read
from chat.protocol.events import event
from chat.protocol.people import PersonStatus, PresenceList
from chat.protocol.rooms import RoomOnline

log = logging.getLogger(__name__)


@dataclass
class Person:
    """Someone whom this process serves.

    Attributes:
        status: `online` or `away`.
        rooms: The ids of their rooms.
        until: When their grace period ends, on the process's monotonic clock; None while they are connected.
    """

    status: Status
    rooms: frozenset[int]
    until: float | None = None


@dataclass
class Presence:
    """Presence as one process sees it.

    Attributes:
        hub: The process's hub.
        local: The people whom this process serves, by user id.
        people: The people of all processes, by user id.
        counts: How many people of a room are online, by room id, as last announced.
        uncounted_rooms: Rooms whose count has changed since.
        renewed_at: When the lease was last renewed.
        counted_at: When counts were last announced.
    """

    hub: Hub
    local: dict[int, Person] = field(default_factory=dict)
    people: People = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    uncounted_rooms: set[int] = field(default_factory=set)
    renewed_at: float = 0.0
    counted_at: float = 0.0
    leases: Leases = field(init=False)
    _others: list[People] = field(default_factory=list)
    _crowds: dict[frozenset[int], PresenceList] = field(default_factory=dict)
    _moved: dict[int, set[int]] = field(default_factory=dict)
    _unwritten: bool = False

    def __post_init__(self) -> None:
        self.leases = Leases(self.hub.process_id)

    def reset(self) -> None:
        """Forget everything, because the hub starts on another event loop."""
        self.__init__(self.hub)  # type: ignore[misc]

    def online(self, room_id: int) -> int:
        """Return how many people of a room are online or away."""
        return self.counts.get(room_id, 0)

    def here(self, rooms: frozenset[int]) -> PresenceList:
        """Return the people of these rooms who are online or away.

        The result is kept until presence changes, because many connections ask for it during a reconnect storm.
        """
        crowd = self._crowds.get(rooms)
        if crowd is None:
            crowd = self._crowds[rooms] = PresenceList(
                PersonStatus(user_id=user_id, status=status, last_seen_at=None)
                for user_id, (status, their_rooms) in self.people.items()
                if not rooms.isdisjoint(their_rooms)
            )
        return crowd

    def status_of(self, user_id: int) -> Status:
        """Return a user's status."""
        return self.people[user_id][0] if user_id in self.people else "offline"

    async def run(self) -> None:
        """Exchange presence every PRESENCE_POLL, until cancelled."""
        while True:
            try:
                await self.tick()
            except Exception as error:
                log.warning("Presence is not exchanged: %s", error or type(error).__name__)
            await asyncio.sleep(conf.PRESENCE_POLL)

    async def tick(self, now: float | None = None) -> None:
        """Collect local changes, exchange them with the other processes, and announce what changed.

        Args:
            now: The time in seconds; the process's monotonic clock if None.

        Raises:
            Unavailable: The cache does not answer. Local changes are kept for the next call.
        """
        now = time.monotonic() if now is None else now
        changed = self._unwritten = self._update_local(now) or self._unwritten
        due = now - self.renewed_at >= conf.PRESENCE_RENEWAL
        others = await read(self.leases.exchange, self._local_people(), write=changed or due, renew=due)
        self._unwritten = False
        if due:
            self.renewed_at = now
        if others is not None:
            self._others = others
        if others is not None or changed or any(self._moved.values()):
            await self._announce_changes(_union([self._local_people(), *self._others]))
        if self.uncounted_rooms and now - self.counted_at >= conf.ONLINE_COUNT_INTERVAL:
            self.counted_at = now
            self._announce_counts()

    # --- This process

    def _local_people(self) -> People:
        return {user_id: (person.status, person.rooms) for user_id, person in self.local.items()}

    def _update_local(self, now: float) -> bool:
        """Update the people whom this process serves. Returns True if its lease has to be written."""
        before = self._local_people()
        changed_users, self.hub.changed_users = self.hub.changed_users, {}
        for user_id, rooms in changed_users.items():
            self._moved.setdefault(user_id, set()).update(rooms)
            self._update_person(user_id, now)
        for user_id in [
            user_id for user_id, person in self.local.items() if person.until is not None and person.until <= now
        ]:
            del self.local[user_id]
        return before != self._local_people()

    def _update_person(self, user_id: int, now: float) -> None:
        subscribers = self.hub.users.get(user_id, ())
        if subscribers:
            status: Status = "online" if any(subscriber.status == "online" for subscriber in subscribers) else "away"
            rooms = frozenset(room_id for subscriber in subscribers for room_id in subscriber.rooms)
            self.local[user_id] = Person(status, rooms)
        elif user_id in self.local and self.local[user_id].until is None:
            grace = conf.PRESENCE_GRACE_CLEAN if user_id in self.hub.left_cleanly else conf.PRESENCE_GRACE
            self.local[user_id].until = now + grace
        self.hub.left_cleanly.discard(user_id)

    # --- Announcing

    async def _announce_changes(self, people: People) -> None:
        before, self.people, self._crowds = self.people, people, {}
        for user_id in before.keys() | people.keys():
            self.uncounted_rooms |= before.get(user_id, ABSENT)[1] ^ people.get(user_id, ABSENT)[1]
        frames_by_rooms: dict[tuple[Rooms, Rooms], list[Frame]] = {}
        for change in presence_changes(before, people):
            frame = self._frame(change.user_id, change.status)
            frames_by_rooms.setdefault((change.rooms, change.except_in), []).append(frame)
        for (rooms, except_in), frames in frames_by_rooms.items():
            await self._enqueue_in_batches(frames, partial(self._subscribers_in, rooms, except_in))
        moved, self._moved = self._moved, {}
        for user_id, toggled in moved.items():
            if toggled and user_id in self.hub.users:
                rooms_now = frozenset(self.hub.subscribed_rooms(user_id))
                changes = view_changes(frozenset(toggled), rooms_now, before, people)
                frames = [self._frame(other, status) for other, status in changes if other != user_id]
                await self._enqueue_in_batches(frames, partial(self._subscribers_of, user_id))

    def _subscribers_of(self, user_id: int) -> set[Any]:
        return self.hub.users.get(user_id, set())

    def _subscribers_in(self, rooms: Rooms, except_in: Rooms) -> set[Any]:
        return self.hub.subscribers_in(rooms) - self.hub.subscribers_in(except_in)

    async def _enqueue_in_batches(self, frames: list[Frame], subscribers: Callable[[], Iterable[Any]]) -> None:
        """Enqueue frames in batches, with a turn of the loop after each, because outboxes are bounded."""
        for start in range(0, len(frames), conf.BATCH_FRAMES):
            announcement = Announcement("", tuple(frames[start : start + conf.BATCH_FRAMES]))
            self.hub.fan_out(announcement, subscribers())
            await asyncio.sleep(0)

    def _frame(self, user_id: int, status: Status) -> Frame:
        # Someone who only left the room is shown as offline, but without a time: they are still online elsewhere.
        seen = timezone.now() if user_id not in self.people else None
        return Frame(event("presence", PersonStatus(user_id=user_id, status=status, last_seen_at=seen)))

    def _announce_counts(self) -> None:
        rooms, self.uncounted_rooms = self.uncounted_rooms, set()
        counts = dict.fromkeys(rooms, 0)
        for _, their_rooms in self.people.values():
            for room_id in their_rooms & rooms:
                counts[room_id] += 1
        for room_id, count in counts.items():
            if count != self.counts.get(room_id, 0) and room_id in self.hub.topics:
                self.hub.deliver(
                    to_room(room_id, Frame(event("room:online", RoomOnline(room_id=room_id, count=count))))
                )
        self.counts = {room_id: count for room_id, count in (self.counts | counts).items() if count}


def _union(processes: Iterable[People]) -> People:
    """Merge the people of all processes. Someone who is online in any of them is online."""
    merged: People = {}
    for people in processes:
        for user_id, (status, rooms) in people.items():
            other_status, other_rooms = merged.get(user_id, (status, rooms))
            merged[user_id] = ("online" if "online" in (status, other_status) else status, rooms | other_rooms)
    return merged


presence = Presence(hub)
"""Presence as this process sees it."""
