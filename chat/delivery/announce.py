"""How an action tells the world: after its transaction has committed, and never before."""

from collections.abc import Iterable

from django.db import transaction

from chat.delivery import audiences
from chat.delivery.announcements import Announcement, Control, Frame
from chat.delivery.hub import hub


def announce(*announcements: Announcement) -> None:
    """Deliver when the surrounding transaction has committed; at once where there is none.

    A failure never reaches the action.
    """
    transaction.on_commit(lambda: hub.publish(list(announcements)), robust=True)


def announce_ephemeral(*announcements: Announcement) -> None:
    """Deliver now, whatever becomes of any transaction: for typing and presence, which no database knows."""
    hub.publish(list(announcements))


def to_room(room_id: int, *frames: Frame, skip_user: int = 0, control: Control | None = None) -> Announcement:
    return Announcement(audiences.room(room_id), frames, control=control, room_id=room_id, skip_user=skip_user)


def to_user(user_id: int, *frames: Frame, skip_connection: str = "", control: Control | None = None) -> Announcement:
    return Announcement(
        audiences.user(user_id), frames, control=control, user_id=user_id, skip_connection=skip_connection
    )


def to_members_of(rooms: Iterable[int], *frames: Frame) -> Announcement:
    """For everyone who is in any of these rooms, once each."""
    return Announcement(audiences.everyone(), frames, rooms=frozenset(rooms))
