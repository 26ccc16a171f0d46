"""What a long-poll takes and gives."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from chat import conf
from chat.protocol.base import Body, Payload, Query
from chat.protocol.fields import Id, NumberFromText, Position, only_digits
from chat.protocol.messages.events import SyncPage
from chat.protocol.notifications import Notification
from chat.protocol.rooms import RoomPayload

Wait = Annotated[int, BeforeValidator(only_digits), Field(ge=0, le=conf.POLL_WAIT)]


class LongPollQuery(Query):
    rooms: Annotated[str, Field(description="What the client has: `room id:rev`, joined by commas.")] = ""
    wait: Wait = conf.POLL_WAIT


class KnownLater(Body):
    """What a client knows of scheduled messages and reminders: as an answer said it, or nothing at first."""

    scheduled: Position | None = None
    refused: list[Id] | None = None
    reminders: Position | None = None
    due: list[Id] | None = None


class LongPollBody(Body):
    """What a client has. By room id, its rev; and its readSeq, for who wants to hear what is read elsewhere; `later`
    for who wants to hear of that.
    """

    rooms: dict[NumberFromText, Annotated[list[Position], Field(min_length=1, max_length=2)]] = Field(
        default_factory=dict
    )
    wait: Annotated[int, Field(strict=True, ge=0, le=conf.POLL_WAIT)] = conf.POLL_WAIT
    status: Literal["online", "away"] = "online"
    later: KnownLater | None = None


class LaterState(Payload):
    """How many messages and reminders wait; which were refused, which have fired; and what is to be told of these."""

    scheduled: int
    refused: list[int]
    reminders: int
    due: list[int]
    notifications: list[Notification]


class LongPollAnswer(Payload):
    """What a long-poll answers. `gone`: rooms that were named but are not the user's (any more). `later`: only where it
    is not as the client knows it.
    """

    rooms: list[RoomPayload]
    changes: dict[int, SyncPage]
    gone: list[int]
    later: LaterState | None = None
