"""Delete the messages that are older than the site keeps them."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from chat import conf
from chat.actions.changes.committer import commit
from chat.actions.changes.verbs.delete import Delete
from chat.errors import ChatError
from chat.models import Message, MessageKind


def expired(before: datetime) -> QuerySet[Message]:
    """Return the messages that were written before a time. Pinned ones stay, and system lines."""
    old = Message.objects.filter(created_at__lt=before, kind=MessageKind.MESSAGE, deleted_at=None, pinned_at=None)
    return old.order_by("pk")


def apply(before: datetime) -> Iterator[int]:
    """Delete the expired messages for good, with their files, in batches of which each is a transaction.

    A root of a thread is deleted too; its newer replies stay.

    Yields:
        How many messages each batch has deleted.
    """
    last = 0
    while rows := list(expired(before).filter(pk__gt=last).values_list("pk", "author_id")[: conf.PURGE_BATCH]):
        # As if by their authors: the audit log has one entry for the whole run.
        outcomes = commit([Delete(author_id, pk, as_staff=True) for pk, author_id in rows])
        last = rows[-1][0]
        yield sum(not isinstance(outcome, ChatError) for outcome in outcomes)
