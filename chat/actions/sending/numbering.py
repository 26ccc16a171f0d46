"""The room's two counters.

Both move only while its row is locked, in the transaction that writes: so commit order is number order.
"""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.errors import Archived, NotFound
from chat.models import Membership, Message, MessageKind, Room, User
from chat.text.messages.markdown import render


def lock_room(room_id: int) -> Room:
    """The room, locked until the transaction ends. Raises NotFound."""
    room = Room.objects.select_for_update().filter(pk=room_id).first()
    if room is None:
        raise NotFound(_("There is no such room here."))
    return room


def require_open(room: Room) -> None:
    if room.is_archived:
        raise Archived()


def next_rev(room: Room) -> int:
    """Count a change of one of the room's messages."""
    room.last_rev += 1
    Room.objects.filter(pk=room.pk).update(last_rev=room.last_rev)
    return room.last_rev


def write_system_line(room: Room, by: User, event: str, text: str, **facts: object) -> Message:
    """A system line in a locked room.

    Those who had read everything have read this, too: nobody is called back for it.
    """
    room.last_seq += 1
    room.last_rev += 1
    room.last_message_at = timezone.now()
    Room.objects.filter(pk=room.pk).update(
        last_seq=room.last_seq, last_rev=room.last_rev, last_message_at=room.last_message_at
    )
    Membership.objects.filter(room=room, read_seq=room.last_seq - 1).update(read_seq=room.last_seq)
    return Message.objects.create(
        room=room,
        seq=room.last_seq,
        rev=room.last_rev,
        kind=MessageKind.SYSTEM,
        author=by,
        content=text,
        html=render(text),
        extra={"system": {"event": event, **facts}},
        created_at=room.last_message_at,
    )
