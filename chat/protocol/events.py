"""Events, server to client, and what acks carry. EVENTS is the protocol's list; an undeclared one cannot be sent."""

from functools import cached_property
from typing import Any, Literal
from uuid import UUID

from pydantic import SkipValidation

from chat.protocol.envelope import encode
from chat.protocol.payloads import (
    AuthorPayload,
    DraftPayload,
    ErrorPayload,
    MePayload,
    MessagePayload,
    Payload,
    RoomPayload,
    Time,
)


class Crowd(list["PersonStatus"]):
    """The people of some rooms, encoded once: in a storm thousands are greeted with the same."""

    @cached_property
    def json(self) -> str:
        return f"[{','.join(person.to_json() for person in self)}]"


class Welcome(Payload):
    client_id: str
    protocol: int
    epoch: UUID
    user: MePayload
    rooms: list[RoomPayload]
    people: SkipValidation[list["PersonStatus"]]
    limits: dict[str, Any]
    heartbeat_seconds: int
    server_time: Time

    def to_json(self) -> str:
        if not isinstance(self.people, Crowd):
            return super().to_json()
        rest = self.model_dump_json(by_alias=True, exclude_unset=True, exclude={"people"})
        return f'{rest[:-1]},"people":{self.people.json}}}'


class PersonStatus(Payload):
    user_id: int
    status: Literal["online", "away", "offline"]
    last_seen_at: Time | None


class UserJoined(Payload):
    room_id: int
    user_id: int
    username: str
    display_name: str
    member_count: int


class RoomRemoved(Payload):
    room_id: int
    reason: Literal["left", "removed", "deleted"]


class RoomOnline(Payload):
    room_id: int
    count: int


class TypingUser(Payload):
    room_id: int
    user_id: int
    username: str


class ReadState(Payload):
    room_id: int
    read_seq: int
    unread: int
    mentions: int


class ThreadState(Payload):
    """How someone stands to a thread. `threads`: how many followed threads of the room have something unread."""

    root_id: int
    room_id: int
    following: bool
    read_seq: int
    last_seq: int
    threads: int | None = None


class Saved(Payload):
    message_id: int
    on: bool


class Notification(Payload):
    id: int
    kind: str
    room_id: int | None = None
    message_id: int | None = None
    title: str
    body: str
    url: str
    created_at: Time


class LaterCounts(Payload):
    """How much waits for its time, and how much for the user: messages that were refused, reminders that have fired."""

    scheduled: int
    refused: int
    reminders: int
    due: int


class ServerShutdown(Payload):
    retry_after_ms: int


EVENTS: dict[str, type[Payload]] = {
    "welcome": Welcome,
    "chat:message": MessagePayload,
    "chat:changed": MessagePayload,
    "room:user-joined": UserJoined,
    "room:user-left": UserJoined,
    "room:added": RoomPayload,
    "room:updated": RoomPayload,
    "room:removed": RoomRemoved,
    "room:online": RoomOnline,
    "presence": PersonStatus,
    "user:updated": AuthorPayload,
    "typing:user": TypingUser,
    "typing:stopped": TypingUser,
    "read": ReadState,
    "thread": ThreadState,
    "saved": Saved,
    "draft": DraftPayload,
    "notification": Notification,
    "later:changed": LaterCounts,
    "server-shutdown": ServerShutdown,
    "error": ErrorPayload,
}


def event(type: str, data: Payload) -> str:
    """The event's frame. Raises TypeError for one that the protocol does not have."""
    if not isinstance(data, EVENTS[type]):
        raise TypeError(f"{type} carries a {EVENTS[type].__name__}, not a {data.__class__.__name__}")
    return encode(type, data)


class Sent(Payload):
    message_id: int
    seq: int
    rev: int
    client_id: UUID
    duplicate: bool


class Changed(Payload):
    rev: int


class Joined(Payload):
    room: RoomPayload


class Marked(Payload):
    read_seq: int
    unread: int
    mentions: int


class Changes(Payload):
    """What `sync` answers: the state of every message changed since, by rising rev."""

    messages: list[MessagePayload]
    rev: int
    more: bool
    reset: bool


class Page(Payload):
    """What `history` answers, by rising seq."""

    messages: list[MessagePayload]
    rev: int
    at_start: bool
    at_end: bool


Welcome.model_rebuild()
