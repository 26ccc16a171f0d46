"""People: authors, the current user, lists of people, and presence."""

from datetime import datetime
from typing import Annotated, Literal

from django.utils import timezone
from pydantic import Field

from chat import conf
from chat.models import User
from chat.models.moderation.actions import FOR_EVER
from chat.protocol.base import Body, Command, Payload, Query, Time
from chat.protocol.fields import Flag
from chat.protocol.sidebar import SidebarPayload, sidebar_payload

Status = Literal["online", "away", "offline"]


class Presence(Command):
    type = "presence"
    status: Literal["online", "away"]


class PersonStatus(Payload):
    """Someone's presence. `last_seen_at` is null unless they are offline."""

    user_id: int
    status: Status
    last_seen_at: Time | None


class AuthorPayload(Payload):
    """A user as others see them. An empty `avatar_url` means that clients draw the initials."""

    id: int
    username: str
    display_name: str
    avatar_url: str
    is_bot: bool


AddedBy = Literal["everyone", "shared", "nobody"]


class PeerPayload(AuthorPayload):
    """A user as those see them who write to them. `deactivated` is left out while they can log in."""

    deactivated: bool = False


class MePayload(AuthorPayload):
    """The current user.

    `added_by` says who may add them to rooms at once: `shared` are people of the same rooms. `away` says that they
    chose to be shown as away on all of their devices. `ignored` has the ids of the people whom they ignore.
    `hides_presence` says that they look offline to everybody else.
    `muted_until` is there only if a moderator has muted them everywhere, and null if that has no end.
    """

    is_staff: bool
    time_zone: str
    language: str
    added_by: AddedBy
    away: bool
    hides_presence: bool
    ignored: list[int]
    sidebar: SidebarPayload
    muted_until: Time | None = None


class MeChange(Body):
    added_by: AddedBy = Field(default_factory=lambda: "shared")
    hides_presence: Flag = Field(default_factory=lambda: False)


class AwayChoice(Body):
    away: Flag


class Person(AuthorPayload):
    status: Status
    last_seen_at: Time | None


class PersonList(Payload):
    people: list[Person]


class IgnoredPeople(Payload):
    """The people whom a user ignores, the first one first."""

    people: list[AuthorPayload]


class PeopleQuery(Query):
    q: Annotated[str, Field(max_length=conf.ROOM_NAME_LENGTH)] = ""


class Ticket(Payload):
    """A single-use secret that opens one WebSocket."""

    ticket: str
    expires_at: Time


def author_payload(user: User) -> AuthorPayload:
    return AuthorPayload(
        id=user.pk, username=user.username, display_name=user.name, avatar_url=user.avatar_url, is_bot=user.is_bot
    )


def peer_payload(user: User) -> PeerPayload:
    facts = dict(author_payload(user))
    return PeerPayload(**facts) if user.is_active else PeerPayload(**facts, deactivated=True)


def me_payload(user: User) -> MePayload:
    return MePayload(
        **dict(author_payload(user)),
        is_staff=user.is_staff,
        time_zone=user.time_zone,
        language=user.language,
        added_by=user.added_by,  # type: ignore[arg-type]
        away=user.chose_away,
        hides_presence=user.hides_presence,
        ignored=user.ignored_ids,
        sidebar=sidebar_payload(user),
        **muted_field(user.muted_until),
    )


def muted_field(until: datetime | None) -> dict[str, datetime | None]:
    """Return the `muted_until` of somebody who is muted until then, or nothing. None in it means: without end."""
    if until is None or until <= timezone.now():
        return {}
    return {"muted_until": None if until >= FOR_EVER else until}
