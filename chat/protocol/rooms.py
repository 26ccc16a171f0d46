"""Rooms, their members and invitations into them: the room entry, commands, events, REST bodies and answers."""

from typing import Annotated, Any, Literal

from pydantic import Field

from chat import conf
from chat.models import Room, RoomInvitation
from chat.protocol.base import Body, Command, Payload, Query, Time
from chat.protocol.fields import Flag, Id, Limit, NumberFromText, Position, Text
from chat.protocol.people import AuthorPayload, PeerPayload, Person, author_payload

Role = Literal["owner", "moderator", "member"]
RoomKind = Literal["public", "private", "direct"]
Notify = Literal["all", "mentions", "none"]


class RoomPayload(Payload):
    """A room as one user sees it.

    `role` is null if the user has not joined the (public) room. `seq` and `rev` are those of the newest message and the
    newest change. `mentions` counts unread mentions, `threads` followed threads with unread replies, `online` the
    people who are here; in lists of rooms it may be 0 unless somebody has the room open. `peer` is the other person of
    a direct room of two; `members` are the others of a larger direct room. `ignored` is true if the user ignores the
    peer, so that nothing in the room calls them; else it is left out, as is `removed`, which is true if a moderator has
    removed the user, who cannot join. `favourite`, `section` and `place` say where the user's own sidebar
    shows the room; an event about a change of the room itself leaves them out.
    Members who do not moderate wait `slow_seconds` between two messages, and do not write where it is `read_only`.
    Messages are deleted after `retention_days`, or, if these are 0, as the site does it.
    `muted_until` is there only for somebody whom a moderator has muted in this room, and null if the mute has no end.
    """

    id: int
    name: str
    slug: str
    kind: RoomKind
    topic: str
    role: Role | None
    seq: int
    rev: int
    read_seq: int
    unread: int
    mentions: int
    threads: int
    notify: Notify
    archived: bool
    slow_seconds: int
    read_only: bool
    retention_days: int
    online: int
    member_count: int
    last_message_at: Time | None
    peer: PeerPayload | None = None
    members: list[PeerPayload] | None = None
    favourite: bool = False
    section: int = 0
    place: int = 0
    removed: bool = False
    ignored: bool = False
    muted_until: Time | None = None


def room_facts(room: Room) -> dict[str, Any]:
    """Return the fields of a RoomPayload that are the same for all users. chat.queries.rooms.sidebar adds the rest."""
    return {
        "id": room.pk,
        "name": room.name,
        "slug": room.slug,
        "kind": room.kind,
        "topic": room.topic,
        "seq": room.last_seq,
        "rev": room.last_rev,
        "archived": room.is_archived,
        "slow_seconds": room.slow_seconds,
        "read_only": room.read_only,
        "retention_days": room.retention_days,
        "member_count": room.member_count,
        "last_message_at": room.last_message_at,
    }


# --- Commands and their acks


class Join(Command):
    type = "room:join"
    room_id: Id


class JoinAck(Payload):
    room: RoomPayload


class Leave(Command):
    type = "room:leave"
    room_id: Id


# --- Events


class UserJoined(Payload):
    """Someone has joined or left the room; the event's type says which."""

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


# --- REST


class RoomsQuery(Query):
    public: bool = False
    after: NumberFromText | None = None
    limit: Limit = conf.PAGE_LENGTH


class RoomList(Payload):
    """`next` is part of a paged list only: the `after` of the next page, or null on the last page."""

    rooms: list[RoomPayload]
    next: int | None = None


class NewRoom(Body):
    name: Text
    kind: Literal["public", "private"] = "public"
    topic: Text = ""


class RoomChange(Body):
    name: Text = Field(default_factory=str)
    topic: Text = Field(default_factory=str)
    archived: Flag = Field(default_factory=bool)
    slow_seconds: Annotated[int, Field(strict=True, ge=0, le=conf.SLOW_SECONDS, default_factory=int)]
    read_only: Flag = Field(default_factory=bool)
    retention_days: Annotated[int, Field(strict=True, ge=0, le=conf.ROOM_RETENTION_DAYS, default_factory=int)]
    notify: Notify = Field(default_factory=lambda: "all")
    favourite: Flag = Field(default_factory=bool)
    section: Position = 0


class NewDirect(Body):
    user_ids: Annotated[list[Id], Field(min_length=1, max_length=conf.DIRECT_MEMBERS)]


class MembersQuery(Query):
    here: bool = False
    after: NumberFromText | None = None
    limit: Limit = conf.PAGE_LENGTH


class Member(Person):
    role: Role


class MemberList(Payload):
    """A page of a room's members. `next` is the `after` of the next page, or null on the last page."""

    members: list[Member]
    next: int | None


class NewMember(Body):
    """The person to add. Without `user_id`, the user joins the room."""

    user_id: Id | None = None


class MemberChange(Body):
    role: Role


# --- Invitations: accepted by joining the room, declined by leaving it


class RoomInvitationPayload(Payload):
    """The part of a room that a person sees before they join. A conversation's name consists of its other people."""

    room_id: int
    name: str
    kind: RoomKind
    topic: str
    member_count: int
    by: AuthorPayload
    created_at: Time


class RoomInvitationList(Payload):
    """All invitations that wait for the user, the oldest first."""

    invitations: list[RoomInvitationPayload]


class Invited(Payload):
    """The answer to somebody who wanted to add a person that has to be asked first."""

    room_id: int
    user_id: int
    invited_at: Time


def invitation_payload(row: RoomInvitation, name: str) -> RoomInvitationPayload:
    """Describe an invitation. Its room and the inviting person are loaded, and `name` is the room's."""
    room = row.room
    return RoomInvitationPayload(
        room_id=room.pk,
        name=name,
        kind=room.kind,
        topic=room.topic,
        member_count=room.member_count,
        by=author_payload(row.invited_by),
        created_at=row.created_at,
    )
