"""What REST takes and gives for reading: read marks of many rooms, pins, saved messages, threads, the catch-up view."""

from typing import Annotated, Literal

from pydantic import Field

from chat import conf
from chat.protocol.commands import Flag, Position
from chat.protocol.events import ThreadState
from chat.protocol.payloads import MessagePayload, Payload, Time
from chat.protocol.rest import Body, Limit, Query, Seq

Marks = Annotated[dict[Seq, Position], Field(max_length=conf.READ_MARKS)]


class ReadMarks(Body):
    """How far to have read: by room id and by the id of a thread's root; without either, everything everywhere."""

    rooms: Marks | None = None
    threads: Marks | None = None


class ThreadMark(Body):
    seq: Position


class Following(Body):
    following: Flag


class ThreadQuery(Query):
    before: Seq | None = None
    limit: Limit = conf.PAGE_LENGTH


class SavedQuery(Query):
    before: Seq | None = None
    limit: Limit = conf.PAGE_LENGTH


class ReadChanges(Payload):
    """What a change of many read marks has changed: by id, the seq that was read before. Given back, it undoes it."""

    rooms: dict[int, int]
    threads: dict[int, int]


class PinList(Payload):
    messages: list[MessagePayload]


class SavedItem(Payload):
    id: int
    saved_at: Time
    message: MessagePayload


class SavedList(Payload):
    """`next`: what to give as `before` for the rest; null at the end."""

    saved: list[SavedItem]
    next: int | None


class SavedIds(Payload):
    message_ids: list[int]


class ThreadPage(Payload):
    """A thread: its root and a page of its replies, by rising seq."""

    root: MessagePayload
    replies: list[MessagePayload]
    at_start: bool
    state: ThreadState


class FollowedThread(Payload):
    root: MessagePayload
    latest: MessagePayload | None
    unread: int
    state: ThreadState


class ThreadList(Payload):
    threads: list[FollowedThread]


Reason = Literal["mention", "reply", "direct", "keyword", "unread"]


class CatchUpItem(Payload):
    reason: Reason
    message: MessagePayload


class CatchUpRoom(Payload):
    """A room with something unread. `seq`: reading up to here reads what is shown and counted."""

    room_id: int
    seq: int
    unread: int
    items: list[CatchUpItem]


class CatchUp(Payload):
    """What is unread everywhere: rooms, and threads. `more` rooms have something too, but no place here."""

    rooms: list[CatchUpRoom]
    threads: list[FollowedThread]
    more: int
