"""Rooms and their members: the sidebar entry, commands, events, and what REST takes and gives."""

from typing import Annotated, Any, Literal

from pydantic import Field

from chat import conf
from chat.models import Room
from chat.protocol.base import Body, Command, Payload, Query, Time
from chat.protocol.fields import Flag, Id, Limit, NumberFromText, Text
from chat.protocol.people import AuthorPayload, Person


class Join(Command):
    type = "room:join"
    room_id: Id


class Leave(Command):
    type = "room:leave"
    room_id: Id


Role = Literal["owner", "moderator", "member"]


class RoomsQuery(Query):
    public: bool = False
    after: NumberFromText | None = None
    limit: Limit = conf.PAGE_LENGTH


class MembersQuery(Query):
    after: NumberFromText | None = None
    limit: Limit = conf.PAGE_LENGTH


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


class Member(Person):
    role: Role


class MemberList(Payload):
    members: list[Member]
    next: int | None


class RoomPayload(Payload):
    """A sidebar entry: the room as one member sees it.

    `role` is null for a public room that the reader has not joined.
    """

    id: int
    name: str
    slug: str
    kind: str
    topic: str
    role: str | None
    seq: int
    rev: int
    read_seq: int
    unread: int
    mentions: int
    threads: int
    notify: str
    archived: bool
    online: int
    member_count: int
    last_message_at: Time | None
    peer: AuthorPayload | None = None
    members: list[AuthorPayload] | None = None


class RoomList(Payload):
    """`next`, where a list is paged: what to give as `after` for the rest; null at the end."""

    rooms: list[RoomPayload]
    next: int | None = None


def room_facts(room: Room) -> dict[str, Any]:
    """What every reader of a room sees alike; the reader's own part is added by queries.sidebar."""
    return {
        "id": room.pk,
        "name": room.name,
        "slug": room.slug,
        "kind": room.kind,
        "topic": room.topic,
        "seq": room.last_seq,
        "rev": room.last_rev,
        "archived": room.is_archived,
        "member_count": room.member_count,
        "last_message_at": room.last_message_at,
    }


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


class JoinAck(Payload):
    room: RoomPayload
