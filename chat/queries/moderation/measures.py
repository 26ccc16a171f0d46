"""Read which measures of moderators are in force."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from chat.models import ActionKind, Message, MessageKind, ModerationAction, Room
from chat.models.moderation.actions import FOR_EVER, ModerationActionQuerySet


def kicks(room_id: int, user_id: int) -> ModerationActionQuerySet:
    """Return the kicks that keep a person out of a room."""
    return kicks_from([room_id], user_id)


def kicks_from(room_ids: Collection[int], user_id: int) -> ModerationActionQuerySet:
    """Return the kicks that keep a person out of any of these rooms."""
    kicked = ModerationAction.objects.in_force(timezone.now())
    return kicked.filter(kind=ActionKind.KICK, room_id__in=room_ids, person_id=user_id)


def rooms_of_kicks(user_id: int) -> set[int]:
    """Return the rooms that kicks keep a person out of."""
    kicked = ModerationAction.objects.in_force(timezone.now()).filter(kind=ActionKind.KICK, person_id=user_id)
    return {room_id for room_id in kicked.values_list("room_id", flat=True) if room_id is not None}


def muted_until(room_id: int | None, user_ids: Collection[int]) -> dict[int, datetime]:
    """Return until when people are muted in a room, or everywhere if it is None. Those who are not are left out."""
    return _latest(ActionKind.MUTE, room_id, user_ids)


def banned_until(user_id: int) -> datetime | None:
    """Return until when a person is banned, or None."""
    return _latest(ActionKind.BAN, None, [user_id]).get(user_id)


def last_turns(room: Room, user_ids: Collection[int]) -> dict[int, datetime]:
    """Return when people last wrote in a room with slow mode, by user id. Those who need not wait are left out."""
    if not room.slow_seconds:
        return {}
    since = timezone.now() - timedelta(seconds=room.slow_seconds)
    sent = Message.objects.filter(room=room, author__in=user_ids, kind=MessageKind.MESSAGE, created_at__gt=since)
    return dict(sent.order_by().values_list("author").annotate(Max("created_at")))


def _latest(kind: ActionKind, room_id: int | None, user_ids: Collection[int]) -> dict[int, datetime]:
    rows = ModerationAction.objects.in_force(timezone.now()).filter(kind=kind, person__in=user_ids)
    rows = rows.filter(room=None) if room_id is None else rows.filter(room_id=room_id)
    latest: dict[int, datetime] = {}
    for user_id, until in rows.values_list("person_id", "until"):
        latest[user_id] = max(latest.get(user_id, until or FOR_EVER), until or FOR_EVER)
    return latest
