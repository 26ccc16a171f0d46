"""Save messages for oneself. Nobody else learns of it."""

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
from chat.rate_limits.kinds import limited


@limited("personal")
def save(*, by: User, message_id: int, on: bool) -> Saved:
    """Save a message, or remove it from the saved ones if `on` is false. The same again changes nothing.

    Announced to the user's own connections.

    Raises:
        NotFound: The user cannot reach the message, or it is deleted.
        Conflict: The user has saved SAVED_PER_USER messages.
    """
    with transaction.atomic():
        message = message_for(by.pk, message_id)
        state = Saved(message_id=message_id, on=on)
        if _switch(by, message_id, on, exists=message.deleted_at is None):
            announce(to_user(by.pk, Frame(event("saved", state), subject=f"saved:{message_id}")))
    return state


def _switch(by: User, message_id: int, on: bool, *, exists: bool) -> bool:
    """Return whether anything changed."""
    saved = SavedMessage.objects.filter(user=by)
    if not on:
        return bool(saved.filter(message_id=message_id).delete()[0])
    if not exists:
        raise NotFound(_("This message is deleted."))
    if saved.count() >= conf.SAVED_PER_USER and not saved.filter(message_id=message_id).exists():
        raise Conflict(format_lazy(_("You can keep at most {most} messages."), most=conf.SAVED_PER_USER))
    return SavedMessage.objects.get_or_create(user=by, message_id=message_id)[1]
