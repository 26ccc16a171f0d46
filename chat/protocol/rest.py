"""What REST takes and gives beyond the shapes of the socket: bodies and query strings, all closed, and answers."""

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from chat import conf
from chat.protocol.commands import LARGEST, ClientId, Flag, Id, Position, Text
from chat.protocol.payloads import (
    AuthorPayload,
    DraftPayload,
    ErrorPayload,
    MessagePayload,
    Payload,
    RoomPayload,
    Time,
)

Role = Literal["owner", "moderator", "member"]
Status = Literal["online", "away", "offline"]


def digits(value: Any) -> Any:
    if isinstance(value, str) and not (value.isascii() and value.isdigit() and len(value) < 20):
        raise ValueError("digits are needed")
    return value


# A query string is text: digits alone count as a number there, not "+1", "1.0" or "1_000".
Seq = Annotated[int, BeforeValidator(digits), Field(ge=0, le=LARGEST)]
Limit = Annotated[int, BeforeValidator(digits), Field(ge=1, le=conf.HISTORY_LIMIT)]


class Query(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RoomsQuery(Query):
    public: bool = False
    after: Seq | None = None
    limit: Limit = conf.PAGE_LENGTH


class MembersQuery(Query):
    after: Seq | None = None
    limit: Limit = conf.PAGE_LENGTH


class MessagesQuery(Query):
    before: Seq | None = None
    after: Seq | None = None
    around: Seq | None = None
    limit: Limit = conf.PAGE_LENGTH


class ChangesQuery(Query):
    rev: Seq
    limit: Annotated[int, BeforeValidator(digits), Field(ge=1, le=conf.SYNC_LIMIT)] = conf.SYNC_LIMIT


class PeopleQuery(Query):
    q: Annotated[str, Field(max_length=conf.ROOM_NAME_LENGTH)] = ""


def _cursor(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,18}", value, re.ASCII):
        raise ValueError("what an answer gave as `next` is needed")
    return value


class SearchQuery(Query):
    q: str = ""
    before: Annotated[int, BeforeValidator(_cursor)] | None = None
    limit: Annotated[int, BeforeValidator(digits), Field(ge=1, le=conf.SEARCH_LIMIT)] = conf.SEARCH_PAGE


class Body(BaseModel):
    """A JSON object. What a change does not give stays as it is; null is no value."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


class NewRoom(Body):
    name: Text
    kind: Literal["public", "private"] = "public"
    topic: Text = ""


class RoomChange(Body):
    name: Text = Field(default_factory=str)
    topic: Text = Field(default_factory=str)
    archived: Flag = Field(default_factory=bool)
    notify: Literal["all", "mentions", "none"] = Field(default_factory=lambda: "all")


class NewMember(Body):
    user_id: Id | None = None


class MemberChange(Body):
    role: Role


class NewDirect(Body):
    user_ids: Annotated[list[Id], Field(min_length=1, max_length=conf.DIRECT_MEMBERS)]


class NewMessage(Body):
    content: Text
    client_id: ClientId
    reply_to: Id | None = None
    thread_id: Id | None = None
    in_room: Flag = False
    attachment_ids: Annotated[list[Id], Field(max_length=conf.FILES_PER_MESSAGE)] = []


class MessageChange(Body):
    """`rev`: the message as the editor saw it; if it has changed since, the edit is refused as a conflict."""

    content: Text
    rev: Id | None = None


class ReadMark(Body):
    seq: Position
    unread: Flag = False


class DraftText(Body):
    content: Text


class PreviewText(Body):
    room_id: Id
    content: Text


class ErrorBody(Payload):
    error: ErrorPayload


class RoomList(Payload):
    """`next`, where a list is paged: what to give as `after` for the rest; null at the end."""

    rooms: list[RoomPayload]
    next: int | None = None


class Person(AuthorPayload):
    status: Status
    last_seen_at: Time | None


class PersonList(Payload):
    people: list[Person]


class Member(Person):
    role: Role


class MemberList(Payload):
    members: list[Member]
    next: int | None


class FoundRoom(Payload):
    """`name` is empty for a direct room."""

    id: int
    name: str
    kind: str


class Found(Payload):
    """`snippet`: a line of the text in parts, each with whether it is what was looked for."""

    message: MessagePayload
    room: FoundRoom
    snippet: list[tuple[str, bool]]


class SearchResults(Payload):
    """`next`: what to give as `before` for older ones; null at the end. `unknown`: filters that name nobody."""

    results: list[Found]
    next: str | None
    unknown: list[str]


class Version(Payload):
    """A text of a message: who wrote it so, and when."""

    content: str
    at: Time
    by: AuthorPayload


class MessageHistory(Payload):
    versions: list[Version]


class DraftList(Payload):
    drafts: list[DraftPayload]


class Preview(Payload):
    html: str


class Ticket(Payload):
    ticket: str
    expires_at: Time
