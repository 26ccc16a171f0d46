"""Number the messages of a room (`seq`) and the changes of its messages (`rev`).

Both counters are in the row of the room and move only while it is locked, in the transaction that writes. So messages
are committed in the order of their numbers.
"""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.errors import Archived, NotFound
from chat.models import Membership, Message, MessageKind, Room, User
from chat.text.messages.content import plain_html


def lock_room(room_id: int) -> Room:
    """Read a room and lock it until the transaction ends.

    Raises:
        NotFound: The room does not exist.
    """
    room = Room.objects.select_for_update().filter(pk=room_id).first()
    if room is None:
        raise NotFound(_("There is no such room here."))
    return room


def require_open(room: Room) -> None:
    """Raise Archived if nothing may be written in the room."""
    if room.is_archived:
        raise Archived()


def write_system_line(room: Room, by: User, event: str, text: str, **facts: object) -> Message:
    """Write a system line, such as "Ada renamed the room", into a locked room.

    Members who had read everything before it stay that way: a system line makes nothing unread.

    Args:
        by: The user who caused the event.
        event: The name of the event, which clients translate.
        text: The line in English, for clients that do not know the event.
        facts: Values for the translation, as JSON, with keys as on the wire (camelCase).
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
        html=plain_html(text),
        extra={"system": {"event": event, **facts}},
        created_at=room.last_message_at,
    )
