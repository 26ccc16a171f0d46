"""The catch-up view of everything unread, and read marks of many rooms."""

from typing import Annotated, Literal

from pydantic import Field

from chat import conf
from chat.protocol.base import Body, Payload
from chat.protocol.fields import NumberFromText, Position
from chat.protocol.messages.encoded import EncodedMessage
from chat.protocol.messages.threads import FollowedThread

Marks = Annotated[dict[NumberFromText, Position], Field(max_length=conf.READ_MARKS)]


class ReadMarks(Body):
    """New read marks, by room id and by the id of a thread's root. Without either, everything is marked as read."""

    rooms: Marks | None = None
    threads: Marks | None = None


class ReadChanges(Payload):
    """The previous read marks of the rooms and threads that changed. Sent back as ReadMarks, they undo the change."""

    rooms: dict[int, int]
    threads: dict[int, int]


Reason = Literal["mention", "reply", "direct", "keyword", "unread"]


class CatchUpItem(Payload):
    reason: Reason
    message: EncodedMessage


class CatchUpRoom(Payload):
    """A room with unread messages. Marking the room as read up to `seq` covers everything that is shown and counted."""

    room_id: int
    seq: int
    unread: int
    items: list[CatchUpItem]


class CatchUp(Payload):
    """Unread messages of all rooms and threads. `more` counts unread rooms that are not listed."""

    rooms: list[CatchUpRoom]
    threads: list[FollowedThread]
    more: int
