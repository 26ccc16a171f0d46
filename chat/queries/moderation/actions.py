"""Read what moderators did."""

from django.db.models import QuerySet

from chat import conf
from chat.access import require_moderator
from chat.errors import Forbidden
from chat.models import ModerationAction, User
from chat.protocol.moderation import ActionList, OwnRecord, action_payload, record_entry
from chat.queries.moderation.reports import moderated_rooms

RECORD_LENGTH = 100


def actions(
    by: User, *, user_id: int | None = None, room_id: int | None = None, before: int | None = None
) -> ActionList:
    """Return a page of the actions that a moderator may see, the newest first: staff all, others those in their rooms.

    Raises:
        NotFound: There is no such room, or the user may not see it.
        NotAMember, Forbidden: The user does not moderate the room, or moderates nothing.
    """
    rows = _visible_to(by, room_id)
    wanted = {"person_id": user_id, "pk__lt": before}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    page = list(rows[: conf.MODERATION_PAGE + 1])
    following = page[conf.MODERATION_PAGE - 1].pk if len(page) > conf.MODERATION_PAGE else None
    return ActionList(actions=[action_payload(row) for row in page[: conf.MODERATION_PAGE]], next=following)


def record(user_id: int) -> OwnRecord:
    """Return what was done to a person, the newest first."""
    rows = ModerationAction.objects.filter(person_id=user_id).order_by("-pk")
    return OwnRecord(actions=[record_entry(row) for row in rows[:RECORD_LENGTH]])


def _visible_to(by: User, room_id: int | None) -> "QuerySet[ModerationAction]":
    rows = ModerationAction.objects.select_related("by").order_by("-pk")
    if room_id is not None:
        require_moderator(by, room_id)
        return rows.filter(room_id=room_id)
    if by.is_staff:
        return rows
    if not moderated_rooms(by).exists():
        raise Forbidden()
    return rows.filter(room__in=moderated_rooms(by).values("room_id"))
