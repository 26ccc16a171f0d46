"""Delete the messages that are older than their room, or else the site, keeps them.

Pinned messages stay: a moderator has put them up for everybody. Saved ones go: what one person keeps for themselves
must not hold what others were promised would go.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from chat import conf
from chat.actions.changes.committer import commit
from chat.actions.changes.verbs.delete import Delete
from chat.errors import ChatError
from chat.models import Message, MessageKind, Room


def days_kept(room_days: int) -> int:
    """Return after how many days the messages of a room are deleted; 0 for never.

    Args:
        room_days: The room's own choice; 0 to do as the site does. The site's limit counts even for a room that chose
            before the limit was lowered, unless RETENTION_LONGER lets rooms keep messages for longer.
    """
    site_days: int = settings.RETENTION_DAYS
    if not room_days or not site_days or settings.RETENTION_LONGER:
        return room_days or site_days
    return min(room_days, site_days)


def expired(now: datetime) -> QuerySet[Message]:
    """Return the messages that have reached their age by a time. Pinned ones stay, and system lines."""
    is_old = Q(pk__in=())
    for room_days in Room.objects.order_by().values_list("retention_days", flat=True).distinct():
        if days := days_kept(room_days):
            is_old |= Q(room__retention_days=room_days, created_at__lt=now - timedelta(days=days))
    return Message.objects.filter(is_old, kind=MessageKind.MESSAGE, deleted_at=None, pinned_at=None).order_by("pk")


def count_by_room(now: datetime) -> list[tuple[Room, int]]:
    """Return the rooms with messages that have reached their age, by id, each with their number."""
    counts = dict(expired(now).order_by().values_list("room").annotate(Count("pk")))
    rooms = Room.objects.in_bulk(counts)
    return [(rooms[pk], counts[pk]) for pk in sorted(counts)]


def apply(now: datetime) -> Iterator[int]:
    """Delete the expired messages for good, with their files, in batches of which each is a transaction.

    A root of a thread is deleted too; its newer replies stay.

    Yields:
        How many messages each batch has deleted.
    """
    last = 0
    while rows := list(expired(now).filter(pk__gt=last).values_list("pk", "author_id")[: conf.PURGE_BATCH]):
        # As if by their authors: the audit log has one entry for the whole run.
        outcomes = commit([Delete(author_id, pk, as_staff=True) for pk, author_id in rows])
        last = rows[-1][0]
        yield sum(not isinstance(outcome, ChatError) for outcome in outcomes)
