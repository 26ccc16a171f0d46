"""Announce who is typing. Nothing is stored."""

from chat.delivery.announce import announce_ephemeral, to_room
from chat.delivery.announcements import Frame
from chat.models import User
from chat.protocol.events import event
from chat.protocol.messages.events import TypingUser


def start(*, by: User, room_id: int) -> None:
    """Announce to the room that the user is typing.

    The caller has checked that the user is in the room, and limits the rate.
    """
    announce_ephemeral(to_room(room_id, _frame("typing:user", by, room_id), skip_user=by.pk))


def stop(*, by: User, room_id: int) -> None:
    """Announce to the room that the user is no longer typing. The caller checks as for `start`."""
    announce_ephemeral(to_room(room_id, _frame("typing:stopped", by, room_id), skip_user=by.pk))


def _frame(type: str, by: User, room_id: int) -> Frame:
    return Frame(event(type, TypingUser(room_id=room_id, user_id=by.pk, username=by.username)))
