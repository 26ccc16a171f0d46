"""Moderation: reports, what moderators did, and what it was done for."""

from typing import Annotated, Any, Literal

from pydantic import Field

from chat import conf
from chat.models import ModerationAction, Room
from chat.protocol.base import Body, Payload, Query, Time
from chat.protocol.fields import Id, NumberFromText, Text
from chat.protocol.messages.encoded import EncodedMessage
from chat.protocol.people import AuthorPayload, author_payload
from chat.protocol.rooms import RoomKind

ActionKind = Literal["mute", "ban", "kick", "delete", "purge"]
ReportReason = Literal["spam", "abuse", "illegal", "other"]
ReportOutcome = Literal["dismissed", "actioned"]
Seconds = Annotated[int, Field(strict=True, ge=1, le=conf.MODERATION_DAYS * 24 * 60 * 60)]


class ModerationEvent(Payload):
    """Something was done to the reader. With `undone_at`, it holds no longer. `until` is null if it has no end."""

    action_id: int
    kind: ActionKind
    room_id: int | None = None
    reason: str
    until: Time | None
    appealable: bool
    undone_at: Time | None = None


# --- REST


class NewReport(Body):
    reason: ReportReason
    note: Text = ""


class ReportId(Payload):
    id: int


class ReportsQuery(Query):
    status: Literal["open", "closed"] = "open"
    before: NumberFromText | None = None


class ReportedRoom(Payload):
    id: int
    name: str
    kind: RoomKind


class ReportPayload(Payload):
    """A report. `context` has up to five messages before the reported one and as many after it."""

    id: int
    status: Literal["open", "closed"]
    reason: ReportReason
    note: str
    reporter: AuthorPayload | None
    """None: the word filter."""
    message: EncodedMessage
    room: ReportedRoom
    context: list[EncodedMessage]
    created_at: Time
    outcome: ReportOutcome | None = None
    outcome_note: str | None = None
    action_id: int | None = None


class ReportList(Payload):
    """A page of reports, the newest first. `next` is the `before` of the next page, or null on the last page."""

    reports: list[ReportPayload]
    next: int | None


class ReportChange(Body):
    outcome: ReportOutcome
    note: Text = ""
    action_id: Id | None = None


class NewAction(Body):
    kind: ActionKind
    user_id: Id | None = None
    room_id: Id | None = None
    message_id: Id | None = None
    seconds: Seconds | None = None
    reason: Text
    rule: Text = ""


class Undoing(Body):
    reason: Text


class ActionsQuery(Query):
    user_id: Annotated[NumberFromText | None, Field(alias="userId")] = None
    room_id: Annotated[NumberFromText | None, Field(alias="roomId")] = None
    before: NumberFromText | None = None


class ActionPayload(Payload):
    id: int
    kind: ActionKind
    user_id: int
    room_id: int | None
    message_id: int | None
    reason: str
    rule: str
    by: AuthorPayload | None
    created_at: Time
    until: Time | None
    undone_at: Time | None
    undo_reason: str
    appeal: str
    appealed_at: Time | None
    answer: str


class ActionList(Payload):
    """A page of actions, the newest first. `next` is the `before` of the next page, or null on the last page."""

    actions: list[ActionPayload]
    next: int | None


class RecordEntry(Payload):
    """Something that was done to the reader. It does not say by whom."""

    id: int
    kind: ActionKind
    room_id: int | None
    message_id: int | None
    reason: str
    rule: str
    created_at: Time
    until: Time | None
    undone_at: Time | None
    appealable: bool
    appeal: str
    appealed_at: Time | None
    answer: str


class OwnRecord(Payload):
    actions: list[RecordEntry]


class NewAppeal(Body):
    text: Text


def moderation_event(action: ModerationAction) -> ModerationEvent:
    facts: dict[str, Any] = {"room_id": action.room_id, "undone_at": action.undone_at}
    return ModerationEvent(
        action_id=action.pk,
        kind=action.kind,
        reason=action.reason,
        until=action.until,
        appealable=action.is_appealable,
        **{key: value for key, value in facts.items() if value is not None},
    )


def action_payload(action: ModerationAction) -> ActionPayload:
    """Describe an action to moderators. Its `by` must be loaded."""
    return ActionPayload(
        **_common(action),
        user_id=action.person_id,
        by=author_payload(action.by) if action.by else None,
        undo_reason=action.undo_reason,
    )


def record_entry(action: ModerationAction) -> RecordEntry:
    return RecordEntry(**_common(action), appealable=action.is_appealable)


def _common(action: ModerationAction) -> dict[str, Any]:
    names = "kind room_id message_id reason rule created_at until undone_at appeal appealed_at answer".split()
    return {"id": action.pk} | {name: getattr(action, name) for name in names}


def reported_room(room: Room) -> ReportedRoom:
    return ReportedRoom(id=room.pk, name=room.name, kind=room.kind)  # type: ignore[arg-type]
