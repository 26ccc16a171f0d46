"""How many people are here of the rooms that connections have open."""

import asyncio
import contextlib
import math
from collections.abc import Container, Set

from chat import conf
from chat.delivery.announce import to_room
from chat.delivery.announcements import Frame
from chat.delivery.hub import Hub
from chat.delivery.open_rooms import OpenRoom
from chat.errors import Unavailable
from chat.protocol.events import event
from chat.protocol.rooms import RoomOnline


class RoomCounts:
    """The counts of one process's open rooms. `people` are the ids of those who are here; the caller maintains it."""

    def __init__(self, hub: Hub, people: Container[int]) -> None:
        self._hub = hub
        self._people = people
        self._announced_at = -math.inf
        self._tasks: set[asyncio.Task[None]] = set()

    def online(self, room_id: int) -> int:
        """Return the count of a room as last announced; 0 if no connection here has it open."""
        room = self._hub.watches.rooms.get(room_id)
        return (room.announced or 0) if room is not None else 0

    async def open_room(self, room_id: int) -> int:
        """Return the count of a room that a connection has just opened.

        Raises:
            Unavailable: The database does not answer.
        """
        room = self._hub.watches.rooms.get(room_id)
        if room is None:
            return 0
        await self._read_members(room)
        count = self._count(room)
        if room.announced is None:
            # Otherwise the connections that opened it before have still to get the new count.
            room.announced = count
        return count

    def note_moved(self, came: Set[int], went: Set[int]) -> None:
        """Note which people came and went. Call it once for each change of `people`."""
        for room in self._hub.watches.rooms.values():
            if room.here is not None and room.members is not None:
                # Counting anew would cost as much as the room has members, for each room of everybody who comes.
                if came:
                    room.here += len(room.members & came)
                if went:
                    room.here -= len(room.members & went)

    def announce(self, now: float) -> None:
        """Announce the counts that have changed, at most every ONLINE_COUNT_INTERVAL.

        Args:
            now: The time in seconds.
        """
        if now - self._announced_at < conf.ONLINE_COUNT_INTERVAL:
            return
        self._announced_at = now
        for room in list(self._hub.watches.rooms.values()):
            if room.is_stale and room.members is not None:
                task = asyncio.get_running_loop().create_task(self._read_again(room))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            if room.announced is not None and (count := self._count(room)) != room.announced:
                room.announced = count
                frame = Frame(event("room:online", RoomOnline(room_id=room.room_id, count=count)))
                self._hub.deliver(to_room(room.room_id, frame, only_open=True))

    def _count(self, room: OpenRoom) -> int:
        if room.here is None:
            room.here = sum(user_id in self._people for user_id in room.members or ())
        return room.here

    async def _read_again(self, room: OpenRoom) -> None:
        with contextlib.suppress(Unavailable):
            await self._read_members(room)

    async def _read_members(self, room: OpenRoom) -> None:
        before = room.members
        await room.read_members()
        if before is not None and room.members is not None and before is not room.members:
            # The announcements of these were lost.
            for user_id in before - room.members:
                self._hub.on_left(user_id)
