"""A client's watch: the people whose presence it gets, and the room that it has open."""

from typing import Annotated

from pydantic import Field

from chat import conf
from chat.protocol.base import Body, Command, Payload
from chat.protocol.fields import Id
from chat.protocol.people import PersonStatus

UserIds = Annotated[list[Id], Field(max_length=conf.WATCHED_PEOPLE)]


class Watch(Command):
    """Replaces what the connection watched before."""

    type = "watch"
    user_ids: UserIds = Field(default_factory=list)
    room_id: Id | None = None


class Watched(Body):
    """The same in the body of a long-poll."""

    user_ids: UserIds = Field(default_factory=list)
    room_id: Id | None = None


class WatchAck(Payload):
    """The present state of what is watched. `online` counts the people of the room; it is null without a room."""

    people: list[PersonStatus]
    online: int | None
