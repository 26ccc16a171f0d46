"""Count the messages of each day, so that no page counts a table of millions.

Each message is read once, in the order of ids. Ids of transactions that are still open may be lower than known ones, so
the newest messages wait for a later turn.
"""

from datetime import UTC, timedelta

from django.db import transaction
from django.db.models import Count, F, Min
from django.db.models.functions import TruncDate
from django.utils import timezone

from chat.models import DayTally, Installation, Message, MessageKind

BATCH = 5_000
SETTLED = timedelta(minutes=1)
"""The age at which a message is counted: no transaction takes so long."""


def count_next(batch: int = BATCH) -> int:
    """Count the next messages, in one transaction. Return how many were looked at; 0 if all are counted."""
    with transaction.atomic():
        Installation.current()
        installation = Installation.objects.select_for_update().get(pk=1)
        after = installation.counted_message_id
        ids = list(Message.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:batch])
        if not ids:
            return 0
        rows = Message.objects.filter(pk__gt=after, pk__lte=ids[-1])
        newest = rows.filter(created_at__gt=timezone.now() - SETTLED).aggregate(first=Min("pk"))["first"]
        seen = [pk for pk in ids if newest is None or pk < newest]
        if not seen:
            return 0
        counted = rows.filter(pk__lte=seen[-1], kind=MessageKind.MESSAGE).order_by()
        for day, count in counted.values_list(TruncDate("created_at", tzinfo=UTC)).annotate(count=Count("pk")):
            DayTally.objects.get_or_create(day=day)
            DayTally.objects.filter(day=day).update(messages=F("messages") + count)
        Installation.objects.filter(pk=1).update(counted_message_id=seen[-1])
    return len(seen)
