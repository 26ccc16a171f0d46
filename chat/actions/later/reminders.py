"""Set reminders of a text or a message, and fire them when they are due."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.access import message_for, room_for
from chat.actions import leases
from chat.actions.later.notices import announce_counts, notify
from chat.actions.later.times import clean_future_time
from chat.errors import Conflict, Invalid, NotFound, TooLong
from chat.models import Reminder, User
from chat.models.leases import LeasedQuerySet
from chat.queries import later
from chat.rate_limits.kinds import limited
from chat.text.messages.content import ContentRefused, check_content


@limited("personal")
def create(
    *, by: User, at: datetime, text: str = "", room_id: int | None = None, message_id: int | None = None
) -> Reminder:
    """Set a reminder. Its text may be empty if it is about a message.

    Raises:
        Invalid, TooLong: The time or the text cannot be accepted.
        NotFound: The user cannot see the message or the room, or the message is deleted.
        Conflict: The user has REMINDERS_PER_USER reminders.
    """
    at = clean_future_time("at", at)
    text = _clean_line(text) if text.strip() or message_id is None else ""
    with transaction.atomic():
        message = None if message_id is None else message_for(by.pk, message_id)
        if message is not None and message.deleted_at is not None:
            raise NotFound(_("This message is deleted."))
        room = message.room if message else None if room_id is None else room_for(by.pk, room_id)
        if by.reminders.count() >= conf.REMINDERS_PER_USER:
            raise Conflict(format_lazy(_("You can have at most {most} reminders."), most=conf.REMINDERS_PER_USER))
        row: Reminder = by.reminders.create(text=text, remind_at=at, room=room, message=message)
        announce_counts(by.pk)
    return row


@limited("personal")
def postpone(*, by: User, reminder_id: int, at: datetime) -> Reminder:
    """Change the time of a reminder. One that has fired fires again.

    Raises:
        NotFound: The user has no such reminder.
        Invalid: The time cannot be accepted.
    """
    with transaction.atomic():
        row = _lock_own(by, reminder_id)
        row.remind_at, row.fired_at = clean_future_time("at", at), None
        row.save(update_fields=["remind_at", "fired_at"])
        leases.revive(Reminder.objects.filter(pk=row.pk))
        announce_counts(by.pk)
    return row


@limited("personal")
def drop(*, by: User, reminder_id: int) -> None:
    """Delete a reminder.

    Raises:
        NotFound: The user has no such reminder.
    """
    with transaction.atomic():
        _lock_own(by, reminder_id).delete()
        announce_counts(by.pk)


def fire(*, reminder_id: int) -> None:
    """Notify the owner of a reminder that is due, once, however many processes try.

    Raises:
        Exception: The reminder is tried again after a pause, until it has no attempt left.
    """
    due = _due().filter(pk=reminder_id)
    leases.attempt(due, _notify_owner, seconds=conf.LATER_LEASE, give_up=_give_up)


def _due() -> LeasedQuerySet[Reminder]:
    due: LeasedQuerySet[Reminder] = Reminder.objects.filter(remind_at__lte=timezone.now(), fired_at=None)
    return due.select_related("user", "message")


def _notify_owner(claimed: Reminder) -> None:
    row = leases.hold(_due(), claimed)
    if row is not None:
        row.fired_at = timezone.now()
        leases.done([row], fired_at=row.fired_at)
        notify(row.user_id, later.reminder_notification(row))
        announce_counts(row.user_id)


def _give_up(row: Reminder) -> None:
    """Show the reminder as due in its owner's list, without a notification: making that is what failed."""
    Reminder.objects.filter(pk=row.pk).update(fired_at=timezone.now())
    announce_counts(row.user_id)


def _clean_line(text: str) -> str:
    try:
        return " ".join(check_content(text, conf.REMINDER_LENGTH).split())
    except ContentRefused as error:
        refused = TooLong if error.code == "too_long" else Invalid
        raise refused(error.message, fields={"text": error.message}) from None


def _lock_own(by: User, reminder_id: int) -> Reminder:
    own = by.reminders.select_for_update(of=("self",)).select_related("message")
    row: Reminder | None = own.filter(pk=reminder_id).first()
    if row is None:
        raise NotFound(_("There is no such reminder."))
    return row
