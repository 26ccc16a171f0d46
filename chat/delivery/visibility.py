"""Who is here and in which rooms, and what a change of that means to whom: those see each other who share a room."""

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
    """That a person is to be shown so by those in `rooms`, but not by who is in one of `except_in` too."""

    user_id: int
    status: Status
    rooms: Rooms
    except_in: Rooms = NOWHERE


def presence_changes(before: People, after: People) -> Iterator[PresenceChange]:
    """What those who have not moved must hear."""
    for user_id in before.keys() | after.keys():
        (old_status, old), (status, new) = before.get(user_id, ABSENT), after.get(user_id, ABSENT)
        # Who is known already is news to those of a room that they entered.
        listeners = new if status != old_status else new - old
        if listeners:
            yield PresenceChange(user_id, status, listeners)
        if left := old - new:
            yield PresenceChange(user_id, "offline", left, except_in=new)


def view_changes(toggled: Rooms, rooms: Rooms, before: People, after: People) -> Iterator[tuple[int, Status]]:
    """What one must hear who entered or left rooms and is in `rooms` now: who is there, and who went out of sight."""
    entered, left = toggled & rooms, toggled - rooms
    for user_id, (status, theirs) in after.items():
        if not theirs.isdisjoint(entered):
            yield user_id, status
    for user_id, (_, theirs) in before.items():
        if not theirs.isdisjoint(left) and after.get(user_id, ABSENT)[1].isdisjoint(rooms):
            yield user_id, "offline"
