"""What someone has saved, as far as they may still see it."""

from django.db.models import Prefetch, QuerySet

from chat import conf
from chat.models import Message, Room, SavedMessage
from chat.protocol.messages.payload import message_payload
from chat.protocol.messages.rest import SavedIds, SavedItem, SavedList


def page(user_id: int, before: int | None = None, limit: int = conf.PAGE_LENGTH) -> SavedList:
    """What was saved last comes first; `before` is the id of an entry."""
    rows = _visible(user_id).prefetch_related(Prefetch("message", Message.objects.with_details()))
    found = list((rows.filter(pk__lt=before) if before else rows)[: limit + 1])
    shown = found[:limit]
    saved = [SavedItem(id=row.pk, saved_at=row.saved_at, message=message_payload(row.message)) for row in shown]
    return SavedList(saved=saved, next=shown[-1].pk if len(found) > limit else None)


def ids(user_id: int) -> SavedIds:
    return SavedIds(message_ids=list(_visible(user_id).values_list("message_id", flat=True)))


def _visible(user_id: int) -> QuerySet[SavedMessage]:
    """Without what is deleted, or in rooms that are closed to the user by now."""
    rooms = Room.objects.visible_to(user_id).values("pk")
    return SavedMessage.objects.filter(user_id=user_id, message__deleted_at=None, message__room__in=rooms)
