"""Read marks of many rooms, and the catch-up view of everything unread."""

from typing import Annotated, Literal

from pydantic import Field

from chat import conf
from chat.protocol.base import Body, Payload
from chat.protocol.fields import NumberFromText, Position
from chat.protocol.messages.payload import MessagePayload
from chat.protocol.messages.threads import FollowedThread

Marks = Annotated[dict[NumberFromText, Position], Field(max_length=conf.READ_MARKS)]


class ReadMarks(Body):
    """How far to have read: by room id and by the id of a thread's root; without either, everything everywhere."""

    rooms: Marks | None = None
    threads: Marks | None = None


class ReadChanges(Payload):
    """What a change of many read marks has changed: by id, the seq that was read before. Given back, it undoes it."""

    rooms: dict[int, int]
    threads: dict[int, int]


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
