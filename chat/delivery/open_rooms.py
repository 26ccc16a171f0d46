"""The rooms that connections of this process have open, with their members, of whom those who are here are counted."""

import asyncio
from typing import Any

from chat import conf
from chat.executors import read
from chat.models.sql import fetch_rows


class OpenRoom:
    """A room that at least one connection of this process has open.

    The members are read once, and then follow the events of the room. They are read again when a connection opens the
    room and the last read is a while ago, and when the healer found that events were missed.

    Attributes:
        connections: The connections that have it open.
        members: The ids of its members; None until they are read.
        here: How many of them are online or away; None if they have to be counted.
        announced: The count that was last announced; None until somebody asked.
        is_stale: Whether the members have to be read again.
    """

    __slots__ = (
        *("_changes", "_read_at", "_reading", "announced", "connections", "here", "is_stale", "members", "room_id"),
    )

    def __init__(self, room_id: int) -> None:
        self.room_id = room_id
        self.connections: set[Any] = set()
        self.members: set[int] | None = None
        self.here: int | None = None
        self.announced: int | None = None
        self.is_stale = True
        self._read_at = 0.0
        self._reading: asyncio.Task[None] | None = None
        self._changes: dict[int, bool] = {}

    def set_member(self, user_id: int, is_member: bool) -> None:
        """Note that somebody has joined or left."""
        if self._reading is not None:
            self._changes[user_id] = is_member
        if self.members is not None:
            _set(self.members, user_id, is_member)
            self.here = None

    async def read_members(self) -> None:
        """Read the members, unless they were read within PRESENCE_RENEWAL. Concurrent calls share one query.

        Raises:
            Unavailable: The database does not answer.
        """
        age = asyncio.get_running_loop().time() - self._read_at
        if self._reading is None and (self.is_stale or age >= conf.PRESENCE_RENEWAL):
            self._reading = asyncio.get_running_loop().create_task(self._read_members())
        if self._reading is not None:
            # Shielded, because other connections may wait for the same query when this one disconnects.
            await asyncio.shield(self._reading)

    async def _read_members(self) -> None:
        self.is_stale, self._changes = False, {}
        try:
            members = await read(member_ids, self.room_id)
        except BaseException:
            self.is_stale = True
            raise
        finally:
            self._reading = None
        # An announcement that came during the query may be newer than its result.
        for user_id, is_member in self._changes.items():
            _set(members, user_id, is_member)
        self.members, self._read_at = members, asyncio.get_running_loop().time()
        self.here = None


def member_ids(room_id: int) -> set[int]:
    """Return the ids of a room's members."""
    return {user_id for (user_id,) in fetch_rows("SELECT user_id FROM chat_membership WHERE room_id = %s", room_id)}


def _set(members: set[int], user_id: int, is_member: bool) -> None:
    if is_member:
        members.add(user_id)
    else:
        members.discard(user_id)
