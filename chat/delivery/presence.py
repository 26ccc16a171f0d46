"""The people who are online, for those who look at them.

Each process announces to the others when somebody comes, goes or changes their status. It also stores a snapshot of
its people now and then, from which the others fill what they missed (`exchange`). Connections get the presence of the
people they watch, and the count of the room they have open (`watches`). People who disconnect stay online for a short
grace period, so that nobody sees a reload.
"""

import asyncio
import logging
import math
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.utils import timezone

from chat import conf
from chat.delivery import audiences
from chat.delivery.announcements import Announcement, Frame, PresenceChanges
from chat.delivery.exchange import Exchange
from chat.delivery.hub import Hub, hub
from chat.delivery.local_people import LocalPeople
from chat.delivery.open_rooms import member_ids
from chat.delivery.room_counts import RoomCounts
from chat.protocol.events import event
from chat.protocol.people import PersonStatus, Status
from chat.redis_state.health import health

log = logging.getLogger(__name__)


@dataclass
class Presence:
    """Presence as one process sees it.

    Attributes:
        hub: The process's hub.
        people: The people who are online or away, by user id, in any process.
        local: The people whom this process serves.
        exchange: Exchanges people with the other processes.
        counts: Counts the people of open rooms.
    """

    hub: Hub
    people: dict[int, Status] = field(default_factory=dict)
    local: LocalPeople = field(init=False)
    exchange: Exchange = field(init=False)
    counts: RoomCounts = field(init=False)
    _unannounced: dict[int, None] = field(default_factory=dict)
    # People who went because they hide their presence. Nobody is told when.
    _hidden: set[int] = field(default_factory=set)
    _now: float = -math.inf

    def __post_init__(self) -> None:
        self.local = LocalPeople(self.hub)
        self.exchange = Exchange(self.hub)
        self.counts = RoomCounts(self.hub, self.people)
        self.hub.on_presence = self.receive_changes
        self.hub.on_new_peers = self.show_peers

    def reset(self) -> None:
        """Forget everything, because the hub starts on another event loop."""
        self.__init__(self.hub)  # type: ignore[misc]

    # --- Questions, from any thread

    def status_of(self, user_id: int) -> Status:
        """Return a user's status."""
        return self.people.get(user_id, "offline")

    def here(self, user_ids: Iterable[int]) -> list[PersonStatus]:
        """Return those of these people who are online or away."""
        return [self._person(user_id) for user_id in user_ids if user_id in self.people]

    def statuses(self, user_ids: Iterable[int], last_seen: Mapping[int, datetime | None]) -> list[PersonStatus]:
        """Return the presence of each of these people, in order.

        Args:
            user_ids: The people.
            last_seen: When those whom the reader may see were last here, by user id. The others count as offline.
        """
        return [
            self._person(user_id, last_seen[user_id])
            if user_id in last_seen
            else PersonStatus(user_id=user_id, status="offline", last_seen_at=None)
            for user_id in user_ids
        ]

    def online(self, room_id: int) -> int:
        """Return how many people of a room are online or away, if a connection here has it open; else 0."""
        return self.counts.online(room_id)

    def members_here(self, room_id: int) -> set[int]:
        """Return the ids of the members of a room who are online or away. Blocking: it takes one query."""
        return {user_id for user_id in member_ids(room_id) if user_id in self.people}

    def count_members_here(self, room_id: int) -> int:
        """Return how many members of a room are online or away. Blocking, if no connection here has it open."""
        return self.online(room_id) or len(self.members_here(room_id))

    # --- On the event loop

    def receive_changes(self, changes: PresenceChanges) -> None:
        """Take over what another process announced about its people."""
        self._hidden.update(changes.hidden)
        self._update(self.exchange.receive(changes, self._now))
        self._announce_some()

    def show_peers(self, user_id: int, peers: Iterable[int]) -> None:
        """Send a user the presence of the peers of a new direct room."""
        frames = tuple(Frame(event("presence", person)) for person in self.here(peers))
        if frames:
            self.hub.fan_out(Announcement("", frames), self.hub.users.get(user_id, ()))

    async def run(self) -> None:
        """Exchange and announce presence every PRESENCE_POLL, until cancelled."""
        await self.hub.link.subscribe([audiences.everyone()])
        while True:
            try:
                await self.tick()
            except Exception as error:
                if not health.is_away:  # Otherwise the log says so already.
                    log.warning("Presence is not exchanged: %s", error or type(error).__name__)
            await asyncio.sleep(conf.PRESENCE_POLL)

    async def tick(self, now: float | None = None) -> None:
        """Announce local changes here and to the other processes, and exchange snapshots with them now and then.

        Args:
            now: The time in seconds; the process's monotonic clock if None.

        Raises:
            Unavailable: The cache does not answer. The next call tries again.
        """
        self._now = now = time.monotonic() if now is None else now
        changes = self.local.take_changes(now)
        if changes:
            hidden = [user_id for user_id in changes if self.local.hides(user_id)]
            self._hidden.update(hidden)
            self._update(changes)
            self.exchange.publish(changes, hidden=hidden)
        await self._announce_all()
        self.counts.announce(now)
        if self.exchange.is_due(now):
            self._update(await self.exchange.check_leases(self.local.people, now))
            await self._announce_all()

    def _update(self, user_ids: Collection[int]) -> None:
        """Work out the status of these people anew, and note what there is to announce."""
        came, went = set(), set()
        for user_id in user_ids:
            before, status = self.people.get(user_id), self._merged_status(user_id)
            if status == before:
                continue
            self._unannounced[user_id] = None
            if before is None:
                came.add(user_id)
            if status is None:
                went.add(user_id)
                del self.people[user_id]
            else:
                self.people[user_id] = status
                self._hidden.discard(user_id)
        if came or went:
            self.counts.note_moved(came, went)

    def _merged_status(self, user_id: int) -> Status | None:
        """Return the status of someone who is online if any process says so; None for someone who is nowhere."""
        statuses = self.exchange.others.statuses_of(user_id)
        if user_id in self.local.people:
            statuses.append(self.local.people[user_id])
        return "online" if "online" in statuses else statuses[0] if statuses else None

    # --- Announcing

    async def _announce_all(self) -> None:
        while self._unannounced:
            self._announce_some()
            await asyncio.sleep(0)

    def _announce_some(self) -> None:
        """Announce the present status of up to PRESENCE_BATCH people.

        Announcements cannot overtake each other, because the status is looked up when it is sent.
        """
        batch = list(islice(self._unannounced, conf.PRESENCE_BATCH))
        frames_of: dict[object, list[Frame]] = {}
        for user_id in batch:
            del self._unannounced[user_id]
            if watchers := self.hub.watches.watchers(user_id):
                frame = self._frame(user_id)
                for watcher in watchers:
                    frames_of.setdefault(watcher, []).append(frame)
        # Watchers of the same people share the announcement, and so its encoded form.
        groups: dict[tuple[Frame, ...], list[object]] = {}
        for watcher, frames in frames_of.items():
            groups.setdefault(tuple(frames), []).append(watcher)
        for shared, watchers in groups.items():
            self.hub.fan_out(Announcement("", shared), watchers)

    def _frame(self, user_id: int) -> Frame:
        seen = None if user_id in self._hidden else timezone.now()
        return Frame(event("presence", self._person(user_id, seen)))

    def _person(self, user_id: int, last_seen_at: datetime | None = None) -> PersonStatus:
        status = self.status_of(user_id)
        seen = last_seen_at if status == "offline" else None
        return PersonStatus(user_id=user_id, status=status, last_seen_at=seen)


presence = Presence(hub)
"""Presence as this process sees it."""
