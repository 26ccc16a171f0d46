"""The process's hub: every subscriber here, by user and by room, and the one way in for what is announced.

Runs on the event loop's thread alone, without awaiting: an announcement
reaches all of its subscribers before anything else happens.
"""

import asyncio
import uuid
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Protocol

from chat import conf
from chat.access import Credential
from chat.delivery import audiences
from chat.delivery.announcements import Announcement, Control, Frame
from chat.delivery.link import Link
from chat.delivery.topics import Topic


class Subscriber(Protocol):
    """What the hub knows of a subscriber, whatever its transport."""

    id: str
    user_id: int
    credential: Credential
    rooms: set[int]
    status: str
    access_version: int

    def enqueue(self, announcement: Announcement) -> None:
        """Take a announcement, without waiting."""

    def end(self, code: int) -> None:
        """Close with this code; nothing more may be put."""

    def refresh(self) -> None:
        """Greet again with a fresh snapshot: the rooms have changed unheard."""


class Hub:
    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._reset()

    def _reset(self) -> None:
        self.process_id = uuid.uuid4().hex[:12]
        self.users: dict[int, set[Any]] = {}
        self.topics: dict[int, Topic] = {}
        self.changed_users: dict[int, set[int]] = {}  # Whose subscribers changed, and the rooms they entered or left.
        self.left_cleanly: set[int] = set()
        self.link = Link(self.process_id)
        self.on_gap: Callable[[int], None] = lambda room_id: None
        self._tasks: list[asyncio.Task[None]] = []

    # --- Life

    def start(self, prepare: Callable[[], None], *workers: Callable[["Hub"], Coroutine[Any, Any, None]]) -> None:
        """Begin on the running loop: `prepare`, then start the background workers.

        Nothing to do if it has begun there.
        """
        loop = asyncio.get_running_loop()
        if self._loop is loop:
            return
        self._reset()
        self._loop = loop
        prepare()
        self._tasks = [
            loop.create_task(self.link.listen(self.deliver)),
            *(loop.create_task(worker(self)) for worker in workers),
        ]

    def call_soon(self, function: Callable[["Hub"], None]) -> bool:
        """Run this on the hub's loop; False if it has none. From any thread or signal."""
        if self._loop is None or not self._loop.is_running():
            return False
        self._loop.call_soon_threadsafe(function, self)
        return True

    async def stop(self) -> None:
        """End the background workers."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._loop = None
        self._reset()

    # --- Connections

    async def attach(self, subscriber: Subscriber, room_ids: Iterable[int]) -> None:
        """Let a subscriber hear its user and these rooms.

        Returns when the other processes' announcements of them arrive here too.
        """
        self.users.setdefault(subscriber.user_id, set()).add(subscriber)
        for room_id in room_ids:
            self._subscribe(subscriber, room_id)
        self.mark_changed(subscriber.user_id)
        rooms = [audiences.room(room_id) for room_id in room_ids]
        await self.link.subscribe([audiences.everyone(), audiences.user(subscriber.user_id), *rooms])

    def detach(self, subscriber: Subscriber) -> None:
        """Forget a subscriber; calling it again does nothing."""
        own = self.users.get(subscriber.user_id, set())
        own.discard(subscriber)
        for room_id in list(subscriber.rooms):
            self._unsubscribe(subscriber, room_id)
        self.mark_changed(subscriber.user_id)
        if not own:
            self.users.pop(subscriber.user_id, None)
            self.link.unsubscribe(audiences.user(subscriber.user_id))

    def _subscribe(self, subscriber: Subscriber, room_id: int) -> None:
        self.topics.setdefault(room_id, Topic()).subscribers.add(subscriber)
        subscriber.rooms.add(room_id)

    def _unsubscribe(self, subscriber: Subscriber, room_id: int) -> None:
        subscriber.rooms.discard(room_id)
        topic = self.topics.get(room_id)
        if topic is not None:
            topic.subscribers.discard(subscriber)
            if not topic.subscribers:
                del self.topics[room_id]
                self.link.unsubscribe(audiences.room(room_id))

    def mark_changed(self, user_id: int) -> None:
        """Let presence look at a user again: a subscriber came, went or changed its status."""
        self.changed_users.setdefault(user_id, set())

    def subscribed_rooms(self, user_id: int) -> set[int]:
        """The rooms that any subscriber of the user here hears."""
        return {room_id for subscriber in self.users.get(user_id, ()) for room_id in subscriber.rooms}

    # --- Announcements

    def publish(self, announcements: list[Announcement]) -> None:
        """Deliver here and tell the other processes.

        From any thread; returns at once where this process serves sockets.
        """
        if not self.call_soon(lambda hub: hub._publish(announcements)):
            Link(self.process_id).publish_blocking(announcements)

    def _publish(self, announcements: list[Announcement]) -> None:
        for announcement in announcements:
            self.deliver(announcement)
        self.link.publish(announcements)

    def deliver(self, announcement: Announcement) -> None:
        """Give a announcement to the subscribers here that it is for."""
        if announcement.control is not None:
            self._apply(announcement.control)
        if not announcement.frames:
            return
        if announcement.room_id and announcement.frames[0].rev:
            self._deliver_in_order(announcement)
        else:
            self._fan_out(announcement, self._audience(announcement))

    def _deliver_in_order(self, announcement: Announcement) -> None:
        topic = self.topics.get(announcement.room_id)
        if topic is None:
            return
        ready = topic.accept(announcement.frames)
        if len(ready) == len(announcement.frames) and ready[0] is announcement.frames[0]:
            self._fan_out(announcement, topic.subscribers)
        else:
            self.deliver_to_room(announcement.room_id, ready)
        if topic.held and self._loop is not None:
            self._loop.call_later(conf.REORDER_WAIT, self._still_missing, announcement.room_id)

    def deliver_to_room(self, room_id: int, frames: list[Frame]) -> None:
        """Give frames whose order is settled to a room's subscribers here."""
        topic = self.topics.get(room_id)
        if topic is not None and frames:
            self._fan_out(Announcement(audiences.room(room_id), tuple(frames), room_id=room_id), topic.subscribers)

    def _still_missing(self, room_id: int) -> None:
        topic = self.topics.get(room_id)
        if topic is not None and topic.held:
            self.on_gap(room_id)

    def _audience(self, announcement: Announcement) -> Iterable[Any]:
        if announcement.audience == audiences.EVERYONE:
            return self.subscribers_in(announcement.rooms)
        if announcement.room_id:
            return self.subscribers_in([announcement.room_id])
        return self.users.get(announcement.user_id, ())

    def subscribers_in(self, rooms: Iterable[int]) -> set[Any]:
        """The subscribers here that are in any of these rooms."""
        return {
            subscriber for room_id in rooms if room_id in self.topics for subscriber in self.topics[room_id].subscribers
        }

    def _fan_out(self, announcement: Announcement, subscribers: Iterable[Any]) -> None:
        if announcement.skip_user or announcement.skip_connection:
            subscribers = [
                each
                for each in subscribers
                if each.user_id != announcement.skip_user and each.id != announcement.skip_connection
            ]
        # A copy: a subscriber whose outbox overflows detaches itself while we go round.
        for subscriber in list(subscribers):
            subscriber.enqueue(announcement)

    # --- Orders

    def _apply(self, control: Control) -> None:
        own = list(self.users.get(control.user_id, ()))
        if control.kind == "join" and own:
            self.join_room(control.user_id, control.room_id, control.rev, control.seq)
        elif control.kind == "leave":
            self.leave_room(control.user_id, control.room_id)
        elif control.kind == "end":
            for subscriber in own:
                if control.ends(subscriber.credential.session_key, subscriber.credential.token_id):
                    subscriber.end(control.code)

    def join_room(self, user_id: int, room_id: int, rev: int, seq: int) -> None:
        """Let the user's subscribers hear a room from `rev` on."""
        for subscriber in self.users.get(user_id, ()):
            self._subscribe(subscriber, room_id)
        self.set_baseline(room_id, rev, seq)
        self.changed_users.setdefault(user_id, set()).add(room_id)
        self.link.subscribe_soon([audiences.room(room_id)])

    def set_baseline(self, room_id: int, rev: int, seq: int) -> None:
        """Count a room's changes from this snapshot on, if nothing is counted yet."""
        topic = self.topics.get(room_id)
        if topic is not None and topic.rev is None:
            topic.set_baseline(rev, seq)
            self.deliver_to_room(room_id, topic.release_held())

    def apply_snapshot(self, subscriber: Subscriber, snapshot: dict[int, tuple[int, int]]) -> None:
        """Let a subscriber hear exactly the rooms of its snapshot (id to rev and seq): it is the younger truth."""
        if subscriber not in self.users.get(subscriber.user_id, ()):
            return
        for room_id in subscriber.rooms - snapshot.keys():
            self._unsubscribe(subscriber, room_id)
        new = snapshot.keys() - subscriber.rooms
        self.mark_changed(subscriber.user_id)
        for room_id in new:
            self._subscribe(subscriber, room_id)
        self.link.subscribe_soon([audiences.room(room_id) for room_id in new])
        for room_id, (rev, seq) in snapshot.items():
            self.set_baseline(room_id, rev, seq)

    def leave_room(self, user_id: int, room_id: int) -> None:
        for subscriber in self.users.get(user_id, ()):
            self._unsubscribe(subscriber, room_id)
        self.changed_users.setdefault(user_id, set()).add(room_id)


hub = Hub()
"""This process's hub."""
