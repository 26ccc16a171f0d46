"""React to messages with emoji."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.access import membership_for, message_for
from chat.actions.frames import changed_message, in_room
from chat.actions.sending.numbering import lock_room, next_rev, require_open
from chat.delivery.announce import announce
from chat.errors import Conflict, NotFound
from chat.models import Message, Reaction, Room, User
from chat.protocol.messages.events import ChangeAck


def react(*, by: User, message_id: int, emoji: str, on: bool) -> ChangeAck:
    """Add the user's reaction to a message, or remove it if `on` is false. The same again changes nothing.

    Returns:
        The message's rev.

    Raises:
        NotFound, NotAMember, Archived: The user cannot reach the message, or change anything in its room.
        Conflict: The message has REACTIONS_PER_MESSAGE different emoji.
    """
    with transaction.atomic():
        room = lock_room(message_for(by.pk, message_id).room_id)
        membership_for(by.pk, room.pk)
        require_open(room)
        message = Message.objects.with_details().get(pk=message_id)
        if message.deleted_at is not None:
            raise NotFound(_("This message is deleted."))
        if _switch(message, by, emoji, on):
            _announce(message, room)
    return ChangeAck(rev=message.rev)


def _switch(message: Message, by: User, emoji: str, on: bool) -> bool:
    """Return whether anything changed."""
    if not on:
        return bool(message.reactions.filter(user=by, emoji=emoji).delete()[0])
    used = {reaction.emoji for reaction in message.reactions.all()}
    if emoji not in used and len(used) >= conf.REACTIONS_PER_MESSAGE:
        raise Conflict(_("This message cannot have more different reactions."))
    return Reaction.objects.get_or_create(message=message, user=by, emoji=emoji)[1]


def _announce(message: Message, room: Room) -> None:
    message.rev = next_rev(room)
    message.save(update_fields=["rev"])
    announce(in_room(room, changed_message(Message.objects.with_details().get(pk=message.pk))))
