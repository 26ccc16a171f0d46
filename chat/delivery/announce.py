"""Announce what an action did, after its transaction has committed."""

from collections.abc import Iterable

from django.db import transaction

from chat.delivery import audiences
from chat.delivery.announcements import Announcement, Control, Frame
from chat.delivery.hub import hub
from chat.delivery.versions import with_version


def announce(*announcements: Announcement) -> None:
    """Publish announcements in order when the surrounding transaction commits, or at once if there is none.

    Call it after the action's writes: the announced states get their version here, while the rows are locked. A
    failure to publish is logged and does not reach the action.
    """
    versioned = with_version(announcements)
    transaction.on_commit(lambda: hub.publish(versioned), robust=True)


def announce_ephemeral(*announcements: Announcement) -> None:
    """Publish announcements at once, whether or not the transaction commits. For typing, which is not stored."""
    hub.publish(list(announcements))


def to_room(room_id: int, *frames: Frame, skip_user: int = 0, control: Control | None = None) -> Announcement:
    """Address frames to the members of a room, except for one user if given."""
    return Announcement(audiences.room(room_id), frames, control=control, room_id=room_id, skip_user=skip_user)


def to_user(user_id: int, *frames: Frame, skip_connection: str = "", control: Control | None = None) -> Announcement:
    """Address frames and a control to all connections of a user, except for one if given."""
    return Announcement(
        audiences.user(user_id), frames, control=control, user_id=user_id, skip_connection=skip_connection
    )


def to_members_of(rooms: Iterable[int], *frames: Frame) -> Announcement:
    """Address frames to the members of any of these rooms, once each."""
    return Announcement(audiences.everyone(), frames, rooms=frozenset(rooms))
