"""People see each other's presence while they share a room. Work out who has to learn about a change."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Status = Literal["online", "away", "offline"]
Rooms = frozenset[int]
People = dict[int, tuple[Status, Rooms]]
"""User id to (status, rooms)."""
NOWHERE: Rooms = frozenset()
ABSENT: tuple[Status, Rooms] = ("offline", NOWHERE)


@dataclass(frozen=True, slots=True)
class PresenceChange:
    """A person's new status, for the people in `rooms` who are in none of the rooms in `except_in`."""

    user_id: int
    status: Status
    rooms: Rooms
    except_in: Rooms = NOWHERE


def presence_changes(before: People, after: People) -> Iterator[PresenceChange]:
    """Yield what changed for people who stayed in their rooms."""
    for user_id in before.keys() | after.keys():
        (old_status, old), (status, new) = before.get(user_id, ABSENT), after.get(user_id, ABSENT)
        # With an unchanged status, only the rooms that the person entered have to learn it.
        audience = new if status != old_status else new - old
        if audience:
            yield PresenceChange(user_id, status, audience)
        if left := old - new:
            yield PresenceChange(user_id, "offline", left, except_in=new)


def view_changes(toggled: Rooms, rooms: Rooms, before: People, after: People) -> Iterator[tuple[int, Status]]:
    """Yield what changed for a person who entered or left rooms.

    Args:
        toggled: The rooms that the person entered or left.
        rooms: The rooms that the person is in now.
        before: Everybody's presence before the change.
        after: Everybody's presence now.

    Yields:
        The people in the rooms that were entered with their status, and as `offline` those who are out of sight.
    """
    entered, left = toggled & rooms, toggled - rooms
    for user_id, (status, theirs) in after.items():
        if not theirs.isdisjoint(entered):
            yield user_id, status
    for user_id, (_, theirs) in before.items():
        if not theirs.isdisjoint(left) and after.get(user_id, ABSENT)[1].isdisjoint(rooms):
            yield user_id, "offline"
