"""Read scheduled messages and reminders, and write the notifications about them."""

from django.db.models import Count, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as now_

from chat import conf
from chat.errors import ChatError, text_of
from chat.models import Reminder, Room, ScheduledMessage
from chat.protocol.later import (
    LaterCounts,
    ReminderList,
    ReminderPayload,
    ScheduledList,
    reminder_payload,
    scheduled_payload,
)
from chat.protocol.long_poll import KnownLater, LaterState
from chat.protocol.notifications import Notification
from chat.text.messages.content import snippet


def scheduled(user_id: int) -> ScheduledList:
    """Return the user's scheduled messages, earliest first."""
    rows = ScheduledMessage.objects.filter(author_id=user_id).prefetch_related("attachments")
    return ScheduledList(scheduled=[scheduled_payload(row) for row in rows])


def reminders(user_id: int) -> ReminderList:
    """Return the user's reminders, earliest first."""
    rows = list(Reminder.objects.filter(user_id=user_id).select_related("message"))
    return ReminderList(reminders=_payloads(user_id, rows))


def reminder(row: Reminder) -> ReminderPayload:
    """Return the payload of a reminder, as its owner sees it."""
    return _payloads(row.user_id, [row])[0]


def counts(user_id: int) -> LaterCounts:
    """Return how many messages and reminders wait, were refused or are due."""
    waiting = ScheduledMessage.objects.filter(author_id=user_id).aggregate(
        scheduled=Count("pk", filter=Q(refusal="")), refused=Count("pk", filter=~Q(refusal=""))
    )
    reminders = Reminder.objects.filter(user_id=user_id).aggregate(
        reminders=Count("pk", filter=Q(fired_at=None)), due=Count("pk", filter=Q(fired_at__isnull=False))
    )
    return LaterCounts(**waiting, **reminders)


def changes_since(user_id: int, known: KnownLater) -> LaterState | None:
    """Return the present state and new notifications, if the state differs from the one that a client knows.

    Args:
        user_id: The reader.
        known: The part of its last answer that the client sends back. Lists that it leaves out yield nothing, as the
            client may have shown them before.

    Returns:
        The state, with a notification for each refusal and each fired reminder that is not in the client's lists; None
        if nothing has changed.
    """
    refusals = dict(ScheduledMessage.objects.filter(author_id=user_id).values_list("pk", "refusal"))
    firings = dict(Reminder.objects.filter(user_id=user_id).values_list("pk", "fired_at"))
    refused_ids = sorted(pk for pk, refusal in refusals.items() if refusal)
    due_ids = sorted(pk for pk, fired_at in firings.items() if fired_at)
    present = KnownLater(
        scheduled=len(refusals) - len(refused_ids),
        refused=refused_ids,
        reminders=len(firings) - len(due_ids),
        due=due_ids,
    )
    if dict(present) == {name: sorted(value) if isinstance(value, list) else value for name, value in known}:
        return None
    notifications = [
        *_refusal_notifications(set(refused_ids) - set(refused_ids if known.refused is None else known.refused)),
        *_fired_notifications(set(due_ids) - set(due_ids if known.due is None else known.due)),
    ]
    return LaterState(**dict(present), notifications=notifications)


def _refusal_notifications(ids: set[int]) -> list[Notification]:
    rows = ScheduledMessage.objects.filter(pk__in=ids).exclude(refusal="").select_related("author")
    return [refusal_notification(row) for row in rows] if ids else []


def _fired_notifications(ids: set[int]) -> list[Notification]:
    rows = Reminder.objects.filter(pk__in=ids).exclude(fired_at=None).select_related("user", "message")
    return _reminder_notifications(list(rows)) if ids else []


def reminder_notification(row: Reminder) -> Notification:
    """Return the notification of a reminder that has fired, in its owner's language."""
    return _reminder_notifications([row])[0]


def _reminder_notifications(rows: list[Reminder]) -> list[Notification]:
    """Return the notifications of reminders of one owner."""
    payloads = _payloads(rows[0].user_id, rows) if rows else []
    return [_reminder_notification(row, payload) for row, payload in zip(rows, payloads, strict=True)]


def _reminder_notification(row: Reminder, payload: ReminderPayload) -> Notification:
    about = {"room_id": payload.room_id, "message_id": payload.message_id}
    with translation.override(row.user.language or None):
        title = (
            now_("Reminder: %(text)s") % {"text": payload.text} if payload.text else now_("Reminder about a message")
        )
    return Notification(
        id=row.pk,
        kind="reminder",
        title=title,
        body=payload.excerpt,
        url=payload.url,
        created_at=row.fired_at,
        **{key: value for key, value in about.items() if value is not None},
    )


def refusal_notification(row: ScheduledMessage, error: ChatError | None = None) -> Notification:
    """Return the notification of a message that was refused, in its author's language.

    The reason is the text of `error`, or the text that goes with the stored code of the refusal.
    """
    with translation.override(row.author.language or None):
        reason = error.message if error else text_of(row.refusal)
        title = now_("A scheduled message could not be sent: %(reason)s") % {"reason": reason}
    return Notification(
        id=row.pk,
        kind="scheduled-refused",
        room_id=row.room_id,
        title=title,
        body=snippet(row.content),
        url=f"/rooms/{row.room_id}/",
        created_at=timezone.now(),
    )


def due_ids() -> tuple[list[int], list[int]]:
    """Return the ids of the scheduled messages and of the reminders that are due, the oldest first.

    At most TICK_BATCH of each. Rows that are leased, or pause after a failure, are left out.
    """
    now = timezone.now()
    messages = ScheduledMessage.objects.claimable(now).filter(send_at__lte=now, refusal="")
    reminders = Reminder.objects.claimable(now).filter(remind_at__lte=now, fired_at=None)
    batch = slice(conf.TICK_BATCH)
    return list(messages.values_list("pk", flat=True)[batch]), list(reminders.values_list("pk", flat=True)[batch])


def _payloads(user_id: int, rows: list[Reminder]) -> list[ReminderPayload]:
    rooms = [row.room_id for row in rows if row.room_id]
    visible = set(Room.objects.visible_to(user_id).filter(pk__in=rooms).values_list("pk", flat=True))
    return [reminder_payload(row, visible=row.room_id in visible) for row in rows]
