"""Load a message in order to change it, with its room locked, so that nothing else changes it meanwhile."""

from django.utils.translation import gettext_lazy as _

from chat.access import membership_for, message_for
from chat.actions.sending.numbering import lock_room, require_open
from chat.errors import Forbidden, NotFound
from chat.models import Membership, Message, MessageKind, User


def lock_for_change(by: User, message_id: int) -> tuple[Message, Membership]:
    """Lock the room of a message that the user may change.

    Returns:
        The message, and the user's membership, whose `room` is the locked row.

    Raises:
        NotFound, NotAMember: The user cannot reach the message, or it is deleted.
        Forbidden: The user is neither its author nor a moderator.
        Archived: The room is archived.
    """
    room_id = message_for(by.pk, message_id).room_id
    room = lock_room(room_id)
    membership = membership_for(by.pk, room_id)
    membership.room = room
    require_open(room)
    message = get_undeleted(message_id)
    if message.kind == MessageKind.SYSTEM or (message.author_id != by.pk and not membership.moderates):
        raise Forbidden(_("Only its author or a moderator may change this message."))
    return message, membership


def get_undeleted(message_id: int) -> Message:
    """Return a message with its details. Raises NotFound if it is deleted."""
    message = Message.objects.with_details().get(pk=message_id)
    if message.deleted_at is not None:
        raise NotFound(_("This message is deleted."))
    return message
