"""Messages that someone keeps for themselves. Nobody else is told."""

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.access import message_for
from chat.delivery.announce import announce, to_user
from chat.delivery.announcements import Frame
from chat.errors import Conflict, NotFound
from chat.models import SavedMessage, User
from chat.protocol.events import event
from chat.protocol.messages.events import Saved


def save(*, by: User, message_id: int, on: bool) -> Saved:
    """Keep a message, or no longer; again, it changes nothing. One's own tabs are told. Raises NotFound, Conflict."""
    with transaction.atomic():
        message = message_for(by.pk, message_id)
        state = Saved(message_id=message_id, on=on)
        if _switch(by, message_id, on, is_there=message.deleted_at is None):
            announce(to_user(by.pk, Frame(event("saved", state), subject=f"saved:{message_id}")))
    return state


def _switch(by: User, message_id: int, on: bool, *, is_there: bool) -> bool:
    """True when something changed."""
    mine = SavedMessage.objects.filter(user=by)
    if not on:
        return bool(mine.filter(message_id=message_id).delete()[0])
    if not is_there:
        raise NotFound(_("This message is deleted."))
    if mine.count() >= conf.SAVED_PER_USER and not mine.filter(message_id=message_id).exists():
        raise Conflict(format_lazy(_("You can keep at most {most} messages."), most=conf.SAVED_PER_USER))
    return SavedMessage.objects.get_or_create(user=by, message_id=message_id)[1]
