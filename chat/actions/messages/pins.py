"""Pin messages in their room."""

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.access import membership_for, message_for
from chat.actions.frames import changed_message, in_room
from chat.actions.sending.numbering import lock_room, next_rev, require_open
from chat.delivery.announce import announce
from chat.errors import Conflict, Forbidden, NotFound
from chat.models import Message, MessageKind, Room, User
from chat.protocol.messages.events import ChangeAck


def pin(*, by: User, message_id: int, on: bool) -> ChangeAck:
    """Pin a message for the whole room, or unpin it if `on` is false. The same again changes nothing.

    Returns:
        The message's rev.

    Raises:
        NotFound: The user cannot reach the message, or it is deleted or a system line.
        NotAMember, Forbidden: The user is not a moderator. In a direct conversation every member may pin.
        Archived: The room is archived.
        Conflict: The room has PINS_PER_ROOM pinned messages.
    """
    with transaction.atomic():
        room = lock_room(message_for(by.pk, message_id).room_id)
        membership = membership_for(by.pk, room.pk)
        require_open(room)
        if not (membership.moderates or room.is_direct):
            raise Forbidden(_("Only a moderator of this room may pin messages."))
        message = Message.objects.with_details().get(pk=message_id)
        if message.deleted_at is not None or message.kind == MessageKind.SYSTEM:
            raise NotFound(_("This message is deleted."))
        if on != (message.pinned_at is not None):
            _switch(message, room, by, on)
    return ChangeAck(rev=message.rev)


def _switch(message: Message, room: Room, by: User, on: bool) -> None:
    pinned = Message.objects.filter(room=room, pinned_at__isnull=False, deleted_at=None)
    if on and pinned.count() >= conf.PINS_PER_ROOM:
        raise Conflict(format_lazy(_("A room has at most {most} pinned messages."), most=conf.PINS_PER_ROOM))
    message.pinned_at, message.pinned_by = (timezone.now(), by) if on else (None, None)
    message.rev = next_rev(room)
    message.save(update_fields=["pinned_at", "pinned_by", "rev"])
    announce(in_room(room, changed_message(message)))
