"""The settings that a member has for one room."""

from django.db import transaction

from chat.access import membership_for
from chat.delivery.announce import announce, to_user
from chat.delivery.announcements import Frame
from chat.delivery.presence import presence
from chat.models import Notify, User
from chat.protocol.events import event
from chat.queries.rooms import sidebar
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
            entry = sidebar.entry(by.pk, room_id, presence.count_members_here)
            announce(to_user(by.pk, Frame(event("room:updated", entry), subject=f"room:{room_id}")))
