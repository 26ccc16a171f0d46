"""Read the messages that a user has saved, as far as they may still see them."""

from django.db.models import QuerySet

from chat import conf
from chat.models import Room, SavedMessage
from chat.protocol.messages.rest import SavedIds, SavedItem, SavedList
from chat.queries.messages.encoded import encoded_by_id


def page(user_id: int, before: int | None = None, limit: int = conf.PAGE_LENGTH) -> SavedList:
    """Return a page of the saved messages, last saved first. `before` is `next` of the previous page."""
    rows = _visible(user_id)
    found = list((rows.filter(pk__lt=before) if before else rows)[: limit + 1])
    shown = found[:limit]
    messages = encoded_by_id({row.message_id for row in shown})
    saved = [
        SavedItem(id=row.pk, saved_at=row.saved_at, message=messages[row.message_id])
        for row in shown
        if row.message_id in messages
    ]
    return SavedList(saved=saved, next=shown[-1].pk if len(found) > limit else None)


def ids(user_id: int) -> SavedIds:
    """Return the ids of all messages that the user has saved."""
    return SavedIds(message_ids=list(_visible(user_id).values_list("message_id", flat=True)))


def _visible(user_id: int) -> QuerySet[SavedMessage]:
    """Leave out deleted messages, and rooms that the user can no longer see."""
    rooms = Room.objects.visible_to(user_id).values("pk")
    return SavedMessage.objects.filter(user_id=user_id, message__deleted_at=None, message__room__in=rooms)
