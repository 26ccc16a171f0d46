"""People: as authors, as oneself, in lists, and who of them is here."""

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from chat import conf
from chat.models import User
from chat.protocol.base import Command, Payload, Query, Time


class Presence(Command):
    type = "presence"
    status: Literal["online", "away"]


Status = Literal["online", "away", "offline"]


class PeopleQuery(Query):
    q: Annotated[str, Field(max_length=conf.ROOM_NAME_LENGTH)] = ""


class Ticket(Payload):
    ticket: str
    expires_at: Time


class AuthorPayload(Payload):
    id: int
    username: str
    display_name: str
    avatar_url: str
    is_bot: bool


class Person(AuthorPayload):
    status: Status
    last_seen_at: Time | None


class PersonList(Payload):
    people: list[Person]


class MePayload(AuthorPayload):
    is_staff: bool
    time_zone: str
    language: str


def author_payload(user: User) -> AuthorPayload:
    return AuthorPayload(
        id=user.pk, username=user.username, display_name=user.name, avatar_url=user.avatar_url, is_bot=user.is_bot
    )


def me_payload(user: User) -> MePayload:
    author = author_payload(user)
    return MePayload(**dict(author), is_staff=user.is_staff, time_zone=user.time_zone, language=user.language)


class PresenceList(list["PersonStatus"]):
    """The people of some rooms, encoded once: in a storm thousands are greeted with the same."""

    @cached_property
    def json(self) -> str:
        return f"[{','.join(person.to_json() for person in self)}]"


class PersonStatus(Payload):
    user_id: int
    status: Literal["online", "away", "offline"]
    last_seen_at: Time | None
