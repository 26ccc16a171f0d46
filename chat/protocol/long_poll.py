"""The long-poll over REST: what a client has, and what has changed since."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from chat import conf
from chat.protocol.base import Body, Payload, Query
from chat.protocol.fields import Id, NumberFromText, Position, only_digits
from chat.protocol.messages.events import SyncPage
from chat.protocol.notifications import Notification
from chat.protocol.people import PersonStatus
from chat.protocol.rooms import RoomPayload
from chat.protocol.watching import Watched

Wait = Annotated[int, BeforeValidator(only_digits), Field(ge=0, le=conf.POLL_WAIT)]
RevAndReadSeq = Annotated[list[Position], Field(min_length=1, max_length=2)]


class LongPollQuery(Query):
    rooms: Annotated[str, Field(description="What the client has: `room id:rev`, joined by commas.")] = ""
    wait: Wait = conf.POLL_WAIT


class KnownLater(Body):
    """The LaterState that the client has. It is empty in the client's first request."""

    scheduled: Position | None = None
    refused: list[Id] | None = None
    reminders: Position | None = None
    due: list[Id] | None = None


class LongPollBody(Body):
    """The state that the client has.

    `rooms` maps a room id to `[rev]` or `[rev, readSeq]`. With the readSeq, the request is also answered when the user
    reads the room elsewhere. With `later`, it is also answered when scheduled messages or reminders change.
    With `watch`, the answer says who of these people is here, and how many people of the room.
    """

    rooms: dict[NumberFromText, RevAndReadSeq] = Field(default_factory=dict)
    wait: Annotated[int, Field(strict=True, ge=0, le=conf.POLL_WAIT)] = conf.POLL_WAIT
    status: Literal["online", "away"] = "online"
    later: KnownLater | None = None
    watch: Watched | None = None


class LaterState(Payload):
    """The state of scheduled messages and reminders.

    `refused` and `due` are ids. `notifications` has one entry for each of them that the client did not name.
    """

    scheduled: int
    refused: list[int]
    reminders: int
    due: list[int]
    notifications: list[Notification]


class LongPollAnswer(Payload):
    """Changes since the state that the client has.

    `changes` maps a room id to the messages that have changed. `gone` lists rooms that the client named and the user
    cannot see; `removed` those of them from which a moderator has removed the user, and is left out if there are none.
    `later` is left out if it has not changed. `people` and `online` are those of a WatchAck, and left out unless the
    client watches.
    """

    rooms: list[RoomPayload]
    changes: dict[int, SyncPage]
    gone: list[int]
    removed: list[int] | None = None
    later: LaterState | None = None
    people: list[PersonStatus] | None = None
    online: int | None = None
