"""The settings that a member has for one room."""

from django.db import transaction

from chat.access import membership_for
from chat.actions.frames import entry_updated
from chat.delivery.announce import announce
from chat.models import Notify, User
from chat.rate_limits.kinds import limited


@limited("personal")
def set_notify(*, by: User, room_id: int, notify: Notify) -> None:
    """Choose which messages of a room notify the user. Announced to the user's own connections.

    Raises:
        NotFound, NotAMember: The user is not in this room.
    """
    with transaction.atomic():
        membership = membership_for(by.pk, room_id)
        if membership.notify != notify:
            membership.notify = notify
            membership.save(update_fields=["notify"])
            announce(entry_updated(by.pk, room_id))
