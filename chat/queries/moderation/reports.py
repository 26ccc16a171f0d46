"""Read the queue of reports, each with its message and what was said around it."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q, QuerySet

from chat import conf
from chat.errors import Forbidden, NotFound
from chat.models import Grant, Kind, Membership, Message, Report, ReportStatus, Role, Room, User
from chat.models.messages.details import messages_with_details
from chat.protocol.messages.encoded import EncodedMessage, encode_message
from chat.protocol.moderation import ReportList, ReportPayload, reported_room
from chat.protocol.people import author_payload


def reports(by: User, *, status: str = ReportStatus.OPEN, before: int | None = None) -> ReportList:
    """Return a page of the reports that a moderator may decide about, the newest first.

    Raises:
        Forbidden: The user moderates nothing.
    """
    rows = _visible_to(by).filter(status=status)
    page = list((rows if before is None else rows.filter(pk__lt=before))[: conf.MODERATION_PAGE + 1])
    following = page[conf.MODERATION_PAGE - 1].pk if len(page) > conf.MODERATION_PAGE else None
    return ReportList(reports=payloads(by, page[: conf.MODERATION_PAGE]), next=following)


def moderated_rooms(by: User) -> QuerySet[Membership]:
    """Return the memberships of the user in the rooms that they moderate."""
    return Membership.objects.filter(user=by, role__in=(Role.OWNER, Role.MODERATOR)).exclude(room__kind=Kind.DIRECT)


def payloads(by: User, rows: Collection[Report]) -> list[ReportPayload]:
    """Describe reports to a moderator, with as many queries as for one.

    The messages around the reported one are left out where the reader may not read the room.
    """
    readable = _readable(by, {row.room_id for row in rows})
    around = _around([row.message for row in rows if row.room_id in readable])
    wanted = {row.message_id for row in rows} | {pk for _, _, pk in around}
    texts = {message.pk: _encoded(message) for message in messages_with_details(wanted)} if wanted else {}
    return [_payload(row, texts, _context(row.message, around)) for row in rows]


def _visible_to(by: User) -> QuerySet[Report]:
    # Nobody learns who has reported them, and nobody decides about their own message.
    rows = Report.objects.select_related("reporter", "room", "message").exclude(message__author=by).order_by("-pk")
    if by.is_staff:
        return rows
    if not moderated_rooms(by).exists():
        raise Forbidden()
    return rows.filter(room__in=moderated_rooms(by).values("room_id"))


def _readable(by: User, room_ids: set[int]) -> set[int]:
    """Return those of the rooms that the user may read, by a grant or as anybody. Being staff opens no room."""
    if not room_ids:
        return set()
    visible = Room.objects.visible_to(by.pk).filter(pk__in=room_ids).values_list("pk", flat=True)
    return {*visible, *Grant.objects.room_ids(by.pk).filter(room_id__in=room_ids)}


def _around(messages: Collection[Message]) -> list[tuple[int, int, int]]:
    """Return (room id, seq, id) of the messages near these, in one query."""
    near = Q()
    for message in messages:
        ends = message.seq - conf.REPORT_CONTEXT, message.seq + conf.REPORT_CONTEXT
        near |= Q(room_id=message.room_id, seq__range=ends)
    return list(Message.objects.filter(near).values_list("room_id", "seq", "pk").order_by("seq")) if messages else []


def _context(message: Message, around: Iterable[tuple[int, int, int]]) -> list[int]:
    reach = range(message.seq - conf.REPORT_CONTEXT, message.seq + conf.REPORT_CONTEXT + 1)
    return [pk for room_id, seq, pk in around if room_id == message.room_id and seq in reach and pk != message.pk]


def _encoded(message: Message) -> EncodedMessage:
    return EncodedMessage(encode_message(message), message.pk, message.seq, message.rev)


def _payload(row: Report, texts: dict[int, EncodedMessage], context: list[int]) -> ReportPayload:
    facts: dict[str, Any] = {"outcome": row.outcome, "outcome_note": row.outcome_note, "action_id": row.action_id}
    return ReportPayload(
        id=row.pk,
        status=row.status,  # type: ignore[arg-type]
        reason=row.reason,  # type: ignore[arg-type]
        note=row.note,
        reporter=author_payload(row.reporter) if row.reporter else None,
        message=texts[row.message_id],
        room=reported_room(row.room),
        context=[texts[pk] for pk in context if pk in texts],
        created_at=row.created_at,
        **{name: value for name, value in facts.items() if value},
    )


def report(by: User, report_id: int) -> ReportPayload:
    """Return one report that the user may decide about. Raises NotFound, Forbidden."""
    row = _visible_to(by).filter(pk=report_id).first()
    if row is None:
        raise NotFound()
    return payloads(by, [row])[0]
