"""The process's hub: every connection here, by user and by room, and the one way in for what is announced.

Runs on the event loop's thread alone, without awaiting: an announcement
reaches all of its connections before anything else happens.
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


class Connection(Protocol):
    """What the hub knows of a connection, whatever its transport."""

    id: str
    user_id: int
    credential: Credential
    rooms: set[int]
    status: str
    access_version: int

    def put(self, announcement: Announcement) -> None:
        """Take a announcement, without waiting."""

    def end(self, code: int) -> None:
        """Close with this code; nothing more may be put."""

    def resume(self) -> None:
        """Greet again with a fresh snapshot: the rooms have changed unheard."""


class Hub:
    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._reset()

    def _reset(self) -> None:
        self.process_id = uuid.uuid4().hex[:12]
        self.users: dict[int, set[Any]] = {}
        self.topics: dict[int, Topic] = {}
        self.touched: dict[int, set[int]] = {}  # Whose connections changed, and the rooms they entered or left.
        self.left_cleanly: set[int] = set()
        self.link = Link(self.process_id)
        self.gap_seen: Callable[[int], None] = lambda room_id: None
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
            loop.create_task(self.link.pump(self.receive)),
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

    async def attach(self, connection: Connection, room_ids: Iterable[int]) -> None:
        """Let a connection hear its user and these rooms.

        Returns when the other processes' announcements of them arrive here too.
        """
        self.users.setdefault(connection.user_id, set()).add(connection)
        for room_id in room_ids:
            self._listen(connection, room_id)
        self.touched.setdefault(connection.user_id, set())
        rooms = [audiences.room(room_id) for room_id in room_ids]
        await self.link.join([audiences.everyone(), audiences.user(connection.user_id), *rooms])

    def detach(self, connection: Connection) -> None:
        """Forget a connection; calling it again does nothing."""
        own = self.users.get(connection.user_id, set())
        own.discard(connection)
        for room_id in list(connection.rooms):
            self._unlisten(connection, room_id)
        self.touched.setdefault(connection.user_id, set())
        if not own:
            self.users.pop(connection.user_id, None)
            self.link.leave(audiences.user(connection.user_id))

    def _listen(self, connection: Connection, room_id: int) -> None:
        self.topics.setdefault(room_id, Topic()).connections.add(connection)
        connection.rooms.add(room_id)

    def _unlisten(self, connection: Connection, room_id: int) -> None:
        connection.rooms.discard(room_id)
        topic = self.topics.get(room_id)
        if topic is not None:
            topic.connections.discard(connection)
            if not topic.connections:
                del self.topics[room_id]
                self.link.leave(audiences.room(room_id))

    def rooms_heard_by(self, user_id: int) -> set[int]:
        """The rooms that any connection of the user here hears."""
        return {room_id for connection in self.users.get(user_id, ()) for room_id in connection.rooms}

    # --- Announcements

    def publish(self, announcements: list[Announcement]) -> None:
        """Deliver here and tell the other processes.

        From any thread; returns at once where this process serves sockets.
        """
        if not self.call_soon(lambda hub: hub._publish(announcements)):
            Link(self.process_id).send_blocking(announcements)

    def _publish(self, announcements: list[Announcement]) -> None:
        for announcement in announcements:
            self.receive(announcement)
        self.link.send(announcements)

    def receive(self, announcement: Announcement) -> None:
        """Give a announcement to the connections here that it is for."""
        if announcement.control is not None:
            self._apply(announcement.control)
        if not announcement.frames:
            return
        if announcement.room_id and announcement.frames[0].rev:
            self._in_order(announcement)
        else:
            self._hand_out(announcement, self._receivers(announcement))

    def _in_order(self, announcement: Announcement) -> None:
        topic = self.topics.get(announcement.room_id)
        if topic is None:
            return
        ready = topic.take(announcement.frames)
        if len(ready) == len(announcement.frames) and ready[0] is announcement.frames[0]:
            self._hand_out(announcement, topic.connections)
        else:
            self.deliver_room(announcement.room_id, ready)
        if topic.held and self._loop is not None:
            self._loop.call_later(conf.REORDER_WAIT, self._still_missing, announcement.room_id)

    def deliver_room(self, room_id: int, frames: list[Frame]) -> None:
        """Give frames whose order is settled to a room's connections here."""
        topic = self.topics.get(room_id)
        if topic is not None and frames:
            self._hand_out(Announcement(audiences.room(room_id), tuple(frames), room_id=room_id), topic.connections)

    def _still_missing(self, room_id: int) -> None:
        topic = self.topics.get(room_id)
        if topic is not None and topic.held:
            self.gap_seen(room_id)

    def _receivers(self, announcement: Announcement) -> Iterable[Any]:
        if announcement.audience == audiences.EVERYONE:
            return self.sharing(announcement.rooms)
        if announcement.room_id:
            return self.sharing([announcement.room_id])
        return self.users.get(announcement.user_id, ())

    def sharing(self, rooms: Iterable[int]) -> set[Any]:
        """The connections here that are in any of these rooms."""
        return {
            connection for room_id in rooms if room_id in self.topics for connection in self.topics[room_id].connections
        }

    def _hand_out(self, announcement: Announcement, connections: Iterable[Any]) -> None:
        if announcement.skip_user or announcement.skip_connection:
            connections = [
                each
                for each in connections
                if each.user_id != announcement.skip_user and each.id != announcement.skip_connection
            ]
        # A copy: a connection whose outbox overflows detaches itself while we go round.
        for connection in list(connections):
            connection.put(announcement)

    # --- Orders

    def _apply(self, control: Control) -> None:
        own = list(self.users.get(control.user_id, ()))
        if control.kind == "join" and own:
            self.join(control.user_id, control.room_id, control.rev, control.seq)
        elif control.kind == "leave":
            self.leave(control.user_id, control.room_id)
        elif control.kind == "end":
            for connection in own:
                if control.ends(connection.credential.session_key, connection.credential.token_id):
                    connection.end(control.code)

    def join(self, user_id: int, room_id: int, rev: int, seq: int) -> None:
        """Let the user's connections hear a room from `rev` on."""
        for connection in self.users.get(user_id, ()):
            self._listen(connection, room_id)
        self.settle(room_id, rev, seq)
        self.touched.setdefault(user_id, set()).add(room_id)
        self.link.join_soon([audiences.room(room_id)])

    def settle(self, room_id: int, rev: int, seq: int) -> None:
        """Count a room's changes from this snapshot on, if nothing is counted yet."""
        topic = self.topics.get(room_id)
        if topic is not None and topic.rev is None:
            topic.settle(rev, seq)
            self.deliver_room(room_id, topic.release())

    def align(self, connection: Connection, snapshot: dict[int, tuple[int, int]]) -> None:
        """Let a connection hear exactly the rooms of its snapshot (id to rev and seq): it is the younger truth."""
        if connection not in self.users.get(connection.user_id, ()):
            return
        for room_id in connection.rooms - snapshot.keys():
            self._unlisten(connection, room_id)
        new = snapshot.keys() - connection.rooms
        self.touched.setdefault(connection.user_id, set())
        for room_id in new:
            self._listen(connection, room_id)
        self.link.join_soon([audiences.room(room_id) for room_id in new])
        for room_id, (rev, seq) in snapshot.items():
            self.settle(room_id, rev, seq)

    def leave(self, user_id: int, room_id: int) -> None:
        for connection in self.users.get(user_id, ()):
            self._unlisten(connection, room_id)
        self.touched.setdefault(user_id, set()).add(room_id)


hub = Hub()
"""This process's hub."""
