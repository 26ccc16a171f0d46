"""Deliver announcements to the subscribers of this process, and pass them on to the other processes.

The hub runs on the event loop's thread and never awaits while it delivers: an announcement reaches all of its
subscribers before anything else happens.
"""

import asyncio
import uuid
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from chat import conf
from chat.delivery import audiences
from chat.delivery.announcements import Announcement, Control, Frame, PresenceChanges
from chat.delivery.link import Link
from chat.delivery.registry import Registry, Subscriber
from chat.delivery.versions import LatestVersions
from chat.protocol.messages.encoded import forget_deleted


class Hub(Registry):
    """The hub of one process.

    Attributes:
        process_id: Marks the announcements of this process, so that it ignores its own.
        on_gap: Called with a room's id when a frame of the room is still missing after REORDER_WAIT.
        on_presence: Called with what another process announced about its people.
        on_left: Called with the id of somebody who has left a room.
        on_new_peers: Called with a user's id and the peers of a direct room that the user has joined.
    """

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._reset()

    def _reset(self) -> None:
        self.process_id = uuid.uuid4().hex[:12]
        super().__init__(self.process_id)
        self.on_gap: Callable[[int], None] = lambda room_id: None
        self.on_presence: Callable[[PresenceChanges], None] = lambda changes: None
        self.on_left: Callable[[int], None] = lambda user_id: None
        self.on_new_peers: Callable[[int, Iterable[int]], None] = lambda user_id, peers: None
        self._versions = LatestVersions()
        self._tasks: list[asyncio.Task[None]] = []

    # --- Lifecycle

    def start(self, prepare: Callable[[], None], *workers: Callable[["Hub"], Coroutine[Any, Any, None]]) -> None:
        """Start on the running loop. Does nothing if the hub runs on that loop already.

        Args:
            prepare: Called once the hub is empty and before any worker runs.
            workers: Background coroutines, which receive the hub and run until `stop`.
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
        """Call a function with the hub, on the hub's loop. Safe from any thread and from signal handlers.

        Returns:
            False if the hub has no running loop; the function is not called then.
        """
        if self._loop is None or not self._loop.is_running():
            return False
        self._loop.call_soon_threadsafe(function, self)
        return True

    async def stop(self) -> None:
        """Cancel the background workers and forget all subscribers."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._loop = None
        self._reset()

    # --- Announcements

    def publish(self, announcements: list[Announcement]) -> None:
        """Deliver announcements here and in all other processes, in order. Safe from any thread.

        Returns at once in a process that serves connections. In any other one, such as a management command, it
        returns when the channel layer has taken the announcements, or after LAYER_TIMEOUT for each.
        """
        if not self.call_soon(lambda hub: hub._publish(announcements)):
            Link(self.process_id).publish_blocking(announcements)

    def _publish(self, announcements: list[Announcement]) -> None:
        for announcement in announcements:
            self.deliver(announcement)
        self.link.publish(announcements)

    def deliver(self, announcement: Announcement) -> None:
        """Carry out an announcement's control, then enqueue its frames for its audience in this process.

        Frames of a room that carry a rev are delivered in the order of their revs: one that comes too early is held.
        Of other frames with a subject, one that is older than what was delivered is dropped, with its control.
        """
        if announcement.presence is not None:
            self.on_presence(announcement.presence)
            return
        if announcement.user_id and announcement.user_id not in self.users:
            return
        if announcement.version:
            latest = self._versions.without_outdated(announcement)
            if latest is None:
                return
            announcement = latest
        if announcement.control is not None:
            self._carry_out(announcement.control)
        if not announcement.frames:
            return
        if announcement.room_id and announcement.frames[0].rev:
            forget_deleted(announcement.texts)
            self._deliver_in_order(announcement)
        elif announcement.user_id:
            self.fan_out_to_user(announcement)
        else:
            self._note_members(announcement)
            self.fan_out(announcement, self._audience(announcement))

    def _note_members(self, announcement: Announcement) -> None:
        room = self.watches.rooms.get(announcement.room_id)
        for frame in announcement.frames:
            if frame.left:
                self.on_left(frame.left)
            if room is not None and (frame.joined or frame.left):
                room.set_member(frame.joined or frame.left, bool(frame.joined))

    def deliver_to_room(self, room_id: int, frames: list[Frame]) -> None:
        """Enqueue frames for a room's subscribers. The caller has put the frames in order."""
        topic = self.topics.get(room_id)
        if topic is not None and frames:
            self.fan_out(Announcement(audiences.room(room_id), tuple(frames), room_id=room_id), topic.subscribers)

    def _deliver_in_order(self, announcement: Announcement) -> None:
        topic = self.topics.get(announcement.room_id)
        if topic is None:
            return
        ready = topic.accept(announcement.frames)
        if len(ready) == len(announcement.frames) and ready[0] is announcement.frames[0]:
            self.fan_out(announcement, topic.subscribers)
        else:
            self.deliver_to_room(announcement.room_id, ready)
        if topic.held and self._loop is not None:
            self._loop.call_later(conf.REORDER_WAIT, self._report_gap, announcement.room_id)

    def _report_gap(self, room_id: int) -> None:
        topic = self.topics.get(room_id)
        if topic is not None and topic.held:
            self.on_gap(room_id)

    def _audience(self, announcement: Announcement) -> Iterable[Any]:
        if announcement.audience == audiences.EVERYONE:
            return self.subscribers_in(announcement.rooms)
        if announcement.only_open:
            return self.watches.with_room_open(announcement.room_id)
        return self.subscribers_in([announcement.room_id])

    # --- Controls and snapshots

    def _carry_out(self, control: Control) -> None:
        user_id, room_id, version = control.user_id, control.room_id, control.access_version
        if user_id not in self.users:
            return
        if control.kind == "join":
            self.join_room(user_id, room_id, control.rev, control.seq, access_version=version)
            self._add_peers(user_id, room_id, control.peers)
        elif control.kind == "leave":
            self.leave_room(user_id, room_id, access_version=version)
        elif control.kind in {"hide", "show"}:
            self.set_hidden(self.users[user_id], control.kind == "hide")
        elif control.kind == "end":
            for subscriber in list(self.users[user_id]):
                if control.ends(subscriber.credential.session_key, subscriber.credential.token_id):
                    self.end(subscriber, control.code)

    def join_room(self, user_id: int, room_id: int, rev: int, seq: int, *, access_version: int = 0) -> None:
        """Subscribe a user's subscribers to a room.

        Args:
            user_id: Whose subscribers.
            room_id: Which room.
            rev: The last change of the room that they know. Later ones are delivered.
            seq: The room's last message at that `rev`.
            access_version: Leave out subscribers whose rooms were read at this version or later; 0 for all.
        """
        for subscriber in self._outdated(user_id, access_version):
            if subscriber.credential.reaches(room_id):
                self._subscribe(subscriber, room_id)
        if room_id in self.topics:
            self.set_baseline(room_id, rev, seq)
            self.link.subscribe_soon([audiences.room(room_id)])

    def leave_room(self, user_id: int, room_id: int, *, access_version: int = 0) -> None:
        """Unsubscribe a user's subscribers from a room. The arguments are those of `Registry.leave_room`."""
        super().leave_room(user_id, room_id, access_version=access_version)
        self.on_left(user_id)

    def _add_peers(self, user_id: int, room_id: int, peers: Iterable[int]) -> None:
        others = [peer for peer in peers if peer != user_id]
        if others:
            for subscriber in self.users.get(user_id, ()):
                if subscriber.credential.reaches(room_id):
                    self.watches.add_peers(subscriber, others)
            self.on_new_peers(user_id, others)

    def set_baseline(self, room_id: int, rev: int, seq: int) -> None:
        """Deliver the changes of a room from `rev` on. Does nothing where delivery of the room has started."""
        topic = self.topics.get(room_id)
        if topic is not None and topic.rev is None:
            topic.set_baseline(rev, seq)
            self.deliver_to_room(room_id, topic.release_held())

    def apply_snapshot(
        self, subscriber: Subscriber, snapshot: dict[int, tuple[int, int]], peers: Iterable[int] | None = None
    ) -> None:
        """Subscribe to exactly the rooms of a snapshot. Does nothing for a subscriber that has detached.

        Args:
            subscriber: An attached subscriber.
            snapshot: The user's rooms, id to (rev, seq), read from the database after the subscriber was attached.
            peers: The peers of the user's direct rooms, whose presence the subscriber gets; None leaves them unchanged.
        """
        if not self.is_attached(subscriber):
            return
        if subscriber.credential.rooms is not None:
            snapshot = {room_id: at for room_id, at in snapshot.items() if room_id in subscriber.credential.rooms}
        for room_id in subscriber.rooms - snapshot.keys():
            self._unsubscribe(subscriber, room_id)
        new = snapshot.keys() - subscriber.rooms
        if peers is not None:
            self.watches.set_peers(subscriber, peers)
        for room_id in new:
            self._subscribe(subscriber, room_id)
        self.link.subscribe_soon([audiences.room(room_id) for room_id in new])
        for room_id, (rev, seq) in snapshot.items():
            self.set_baseline(room_id, rev, seq)


hub = Hub()
"""This process's hub."""
