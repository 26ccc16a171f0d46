"""Be reminded of something, or of a message."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.access import message_for, room_for
from chat.actions.later.notices import announce_counts, notify
from chat.actions.later.times import clean_future_time
from chat.errors import Conflict, Invalid, NotFound, TooLong
from chat.models import Reminder, User
from chat.queries import later
from chat.text.messages.content import ContentRefused, check_content


def create(
    *, by: User, at: datetime, text: str = "", room_id: int | None = None, message_id: int | None = None
) -> Reminder:
    """Raises Invalid, TooLong, NotFound, Conflict. Without a message there must be a text."""
    at = clean_future_time("at", at)
    text = _line(text) if text.strip() or message_id is None else ""
    with transaction.atomic():
        message = None if message_id is None else message_for(by.pk, message_id)
        if message is not None and message.deleted_at is not None:
            raise NotFound(_("This message is deleted."))
        room = message.room if message else None if room_id is None else room_for(by.pk, room_id)
        if by.reminders.count() >= conf.REMINDERS_PER_USER:
            raise Conflict(format_lazy(_("At most {most} reminders can be kept."), most=conf.REMINDERS_PER_USER))
        row: Reminder = by.reminders.create(text=text, remind_at=at, room=room, message=message)
        announce_counts(by.pk)
    return row


def postpone(*, by: User, reminder_id: int, at: datetime) -> Reminder:
    """Remind at another time, also once more. Raises NotFound, Invalid."""
    with transaction.atomic():
        row = _own(by, reminder_id)
        row.remind_at, row.fired_at = clean_future_time("at", at), None
        row.save(update_fields=["remind_at", "fired_at"])
        announce_counts(by.pk)
    return row


def drop(*, by: User, reminder_id: int) -> None:
    """It is done, or not wanted any more. Raises NotFound."""
    with transaction.atomic():
        _own(by, reminder_id).delete()
        announce_counts(by.pk)


def fire(*, reminder_id: int) -> None:
    """Remind its owner, once, whichever processes try."""
    with transaction.atomic():
        waiting = Reminder.objects.select_for_update(skip_locked=True, of=("self",)).select_related("user", "message")
        row = waiting.filter(pk=reminder_id, remind_at__lte=timezone.now(), fired_at=None).first()
        if row is None:
            return
        row.fired_at = timezone.now()
        row.save(update_fields=["fired_at"])
        notify(row.user_id, later.reminder_notification(row))
        announce_counts(row.user_id)


def _line(text: str) -> str:
    try:
        return " ".join(check_content(text, conf.REMINDER_LENGTH).split())
    except ContentRefused as error:
        refused = TooLong if error.code == "too_long" else Invalid
        raise refused(error.message, fields={"text": error.message}) from None


def _own(by: User, reminder_id: int) -> Reminder:
    own = by.reminders.select_for_update(of=("self",)).select_related("message")
    row: Reminder | None = own.filter(pk=reminder_id).first()
    if row is None:
        raise NotFound(_("There is no such reminder."))
    return row
