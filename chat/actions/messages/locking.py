"""Reaching a message in order to change it: its room is locked, so that it stays as it was found."""

from django.utils.translation import gettext_lazy as _

from chat.access import membership_for, message_for
from chat.actions.sending.numbering import lock, require_open
from chat.errors import Forbidden, NotFound
from chat.models import Membership, Message, MessageKind, User


def lock_for_change(by: User, message_id: int) -> tuple[Message, Membership]:
    """A message that the user may change, and the user's membership of its room, which is locked.

    Raises NotFound, NotAMember, Forbidden, Archived.
    """
    room_id = message_for(by.pk, message_id).room_id
    room = lock(room_id)
    membership = membership_for(by.pk, room_id)
    membership.room = room
    require_open(room)
    message = get_undeleted(message_id)
    if message.kind == MessageKind.SYSTEM or (message.author_id != by.pk and not membership.moderates):
        raise Forbidden(_("Only its author or a moderator may change this message."))
    return message, membership


def get_undeleted(message_id: int) -> Message:
    """Raises NotFound for one that is deleted."""
    message = Message.objects.with_details().get(pk=message_id)
    if message.deleted_at is not None:
        raise NotFound(_("This message is deleted."))
    return message
