"""What someone has put off: scheduled messages and reminders."""

from django.db.models import Count, Q
from django.utils import timezone

from chat import conf
from chat.models import Reminder, Room, ScheduledMessage
from chat.protocol.events import LaterCounts
from chat.protocol.later import ReminderList, ReminderPayload, ScheduledList, reminder_payload, scheduled_payload


def scheduled(user_id: int) -> ScheduledList:
    """By the time at which they are to be sent."""
    rows = ScheduledMessage.objects.filter(author_id=user_id)
    return ScheduledList(scheduled=[scheduled_payload(row) for row in rows])


def reminders(user_id: int) -> ReminderList:
    """By their time: those that have fired come first."""
    rows = list(Reminder.objects.filter(user_id=user_id).select_related("message"))
    return ReminderList(reminders=_payloads(user_id, rows))


def reminder(row: Reminder) -> ReminderPayload:
    """One of them."""
    return _payloads(row.user_id, [row])[0]


def counts(user_id: int) -> LaterCounts:
    waiting = ScheduledMessage.objects.filter(author_id=user_id).aggregate(
        scheduled=Count("pk", filter=Q(refusal="")), refused=Count("pk", filter=~Q(refusal=""))
    )
    own = Reminder.objects.filter(user_id=user_id).aggregate(
        reminders=Count("pk", filter=Q(fired_at=None)), due=Count("pk", filter=Q(fired_at__isnull=False))
    )
    return LaterCounts(**waiting, **own)


def due() -> tuple[list[int], list[int]]:
    """The ids of the messages and of the reminders whose time has come, the most belated first."""
    now = timezone.now()
    messages = ScheduledMessage.objects.filter(send_at__lte=now, refusal="").values_list("pk", flat=True)
    fired = Reminder.objects.filter(remind_at__lte=now, fired_at=None).values_list("pk", flat=True)
    return list(messages[: conf.TICK_BATCH]), list(fired[: conf.TICK_BATCH])


def _payloads(user_id: int, rows: list[Reminder]) -> list[ReminderPayload]:
    rooms = [row.room_id for row in rows if row.room_id]
    visible = set(Room.objects.visible_to(user_id).filter(pk__in=rooms).values_list("pk", flat=True))
    return [reminder_payload(row, visible=row.room_id in visible) for row in rows]
