"""Say how long a room keeps its messages. `actions.messages.retention` deletes them."""

from django.conf import settings
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.access import may_as_staff, moderated_room_for, room_for
from chat.actions.changes.numbering import lock_room, require_open, write_system_line
from chat.actions.frames import in_room, new_message, room_updated
from chat.actions.moderation import audit
from chat.delivery.announce import announce
from chat.errors import Forbidden, Invalid
from chat.models import Role, Room, User
from chat.rate_limits.kinds import limited


@limited("topics")
def set_retention(*, by: User, room_id: int, days: int, as_staff: bool = False) -> Room:
    """Decide after how many days the messages of a room are deleted. A line tells the members.

    Args:
        by: An owner of the room, or staff.
        room_id: The room.
        days: 0 to keep messages as long as the site does.
        as_staff: Use the rights of staff, who need not be in the room.

    Raises:
        NotFound, NotAMember, Forbidden: The user may not decide this.
        Archived: The room is archived.
        Invalid: The room would keep messages for longer than the site does, or than ROOM_RETENTION_DAYS.
    """
    as_staff = as_staff and may_as_staff(by, "change_room")
    with transaction.atomic():
        room = lock_room(room_id if as_staff else room_for(by.pk, room_id).pk)
        if not as_staff and moderated_room_for(by.pk, room_id).role != Role.OWNER:
            raise Forbidden(_("Only an owner may decide how long messages stay."))
        require_open(room)
        _require_allowed(days)
        if room.retention_days != days:
            before, room.retention_days = room.retention_days, days
            room.save(update_fields=["retention_days"])
            text = f"{by.name} set messages here to be deleted after this many days: {days}" if days else _as_site(by)
            announce(in_room(room, new_message(write_system_line(room, by, "retention", text, days=days))))
            announce(*room_updated(room))
            audit.record("room.retention", by=by, room_id=room.pk, facts={"before": before, "after": days})
    return room


def most_days() -> int:
    """Return the most days that a room may choose."""
    return (
        conf.ROOM_RETENTION_DAYS if settings.RETENTION_LONGER else settings.RETENTION_DAYS or conf.ROOM_RETENTION_DAYS
    )


def _require_allowed(days: int) -> None:
    if not 0 <= days <= most_days():
        text = format_lazy(_("Choose at most {most} days, or 0 to do as the site does."), most=most_days())
        raise Invalid(text, fields={"retentionDays": f"0 to {most_days()}"})


def _as_site(by: User) -> str:
    return f"{by.name} set messages here to stay as long as on the rest of the site"
