"""The watch of each connection of this process: people whose presence it gets, and the room that it has open."""

from array import array
from collections.abc import Collection, Iterable
from typing import Any

from chat import conf
from chat.delivery.open_rooms import OpenRoom

NOBODY: frozenset[Any] = frozenset()


class Watching:
    """The watch of one connection: the people it named, the peers of its direct rooms, and a room (0 for none)."""

    __slots__ = ("peers", "people", "room_id")

    def __init__(self) -> None:
        # Arrays, because there is one for each connection, and a set of 200 numbers takes ten times as much memory.
        self.people = array("q")
        self.peers = array("q")
        self.room_id = 0


class Watches:
    """The watching connections, by person and by room.

    Attributes:
        people: The connections that get a person's presence, by user id.
        rooms: The open rooms, by room id.
    """

    def __init__(self) -> None:
        self.people: dict[int, set[Any]] = {}
        self.rooms: dict[int, OpenRoom] = {}
        self._by_connection: dict[Any, Watching] = {}

    def watch(self, connection: Any, user_ids: Iterable[int], room_id: int) -> None:
        """Replace the people and the room that a connection watches. The peers of its direct rooms stay watched."""
        watching = self._watching(connection)
        self._follow(connection, watching, user_ids, watching.peers)
        if watching.room_id != room_id:
            self.close_room(connection, watching.room_id)
            watching.room_id = room_id
            if room_id:
                self.rooms.setdefault(room_id, OpenRoom(room_id)).connections.add(connection)

    def watched_by(self, connection: Any) -> list[int]:
        """Return the people whom a connection has named, without the peers of its direct rooms."""
        watching = self._by_connection.get(connection)
        return list(watching.people) if watching is not None else []

    def open_room(self, connection: Any) -> int:
        """Return the room that a connection has open; 0 for none."""
        watching = self._by_connection.get(connection)
        return watching.room_id if watching is not None else 0

    def stop_watching(self, connection: Any, user_id: int) -> bool:
        """Drop somebody whom a connection has named. Returns whether it had."""
        people = self.watched_by(connection)
        if user_id not in people:
            return False
        watching = self._by_connection[connection]
        self._follow(connection, watching, [each for each in people if each != user_id], watching.peers)
        return True

    def set_peers(self, connection: Any, user_ids: Iterable[int]) -> None:
        """Replace the peers of a connection's direct rooms."""
        watching = self._watching(connection)
        self._follow(connection, watching, watching.people, user_ids)

    def add_peers(self, connection: Any, user_ids: Iterable[int]) -> None:
        """Add the peers of a new direct room, in place of the oldest ones if there are too many."""
        watching = self._watching(connection)
        peers = list(dict.fromkeys([*user_ids, *watching.peers]))[: conf.WATCHED_PEOPLE]
        self._follow(connection, watching, watching.people, peers)

    def close_room(self, connection: Any, room_id: int) -> None:
        """Close a room of a connection, if it has it open."""
        room = self.rooms.get(room_id)
        if room is not None and connection in room.connections:
            self._by_connection[connection].room_id = 0
            room.connections.discard(connection)
            if not room.connections:
                del self.rooms[room_id]

    def forget(self, connection: Any) -> None:
        """Forget what a connection watches."""
        watching = self._by_connection.get(connection)
        if watching is not None:
            self.close_room(connection, watching.room_id)
            self._follow(connection, watching, (), ())
            del self._by_connection[connection]

    def watchers(self, user_id: int) -> Collection[Any]:
        """Return the connections that get a person's presence."""
        return self.people.get(user_id, NOBODY)

    def with_room_open(self, room_id: int) -> list[Any]:
        """Return the connections that have a room open and still get its events."""
        room = self.rooms.get(room_id)
        return [each for each in room.connections if room_id in each.rooms] if room is not None else []

    def mark_stale(self, room_id: int) -> None:
        """Have the members of a room read again if it is open, because events of it were missed."""
        if room_id in self.rooms:
            self.rooms[room_id].is_stale = True

    def _watching(self, connection: Any) -> Watching:
        return self._by_connection.setdefault(connection, Watching())

    def _follow(self, connection: Any, watching: Watching, people: Iterable[int], peers: Iterable[int]) -> None:
        before = {*watching.people, *watching.peers}
        watching.people, watching.peers = array("q", people), array("q", peers)
        after = {*watching.people, *watching.peers}
        for user_id in after - before:
            self.people.setdefault(user_id, set()).add(connection)
        for user_id in before - after:
            watchers = self.people[user_id]
            watchers.discard(connection)
            if not watchers:
                del self.people[user_id]
