"""A person's own sidebar: their sections, and how it is shown."""

from typing import Annotated, Literal

from pydantic import Field

from chat import conf
from chat.models import User
from chat.protocol.base import Body, Payload
from chat.protocol.fields import Flag, Id, Text

BuiltIn = Literal["favourites", "conversations", "rooms"]
SectionKey = Id | BuiltIn
"""An id of a section of one's own, or the name of one that everybody has."""


class SectionPayload(Payload):
    id: int
    name: str


class SidebarPayload(Payload):
    """The sections of one's own, in order. `collapsed` lists those that are closed, the built-in ones by their name.

    Which room is in which section is in the rooms' entries.
    """

    sections: list[SectionPayload]
    collapsed: list[SectionKey]
    hide_read: bool


class SidebarChange(Body):
    collapsed: Annotated[list[SectionKey], Field(max_length=conf.SECTIONS_PER_USER + 3)] = Field(default_factory=list)
    hide_read: Flag = Field(default_factory=bool)


class NewSection(Body):
    name: Text


class SectionChange(Body):
    """`place` counts from 0."""

    name: Text = Field(default_factory=str)
    place: Annotated[int, Field(strict=True, ge=0, le=conf.SECTIONS_PER_USER)] = Field(default_factory=int)


class RoomOrder(Body):
    """Rooms of one section, in the order in which they are to be shown."""

    room_ids: Annotated[list[Id], Field(min_length=1, max_length=conf.ORDERED_ROOMS)]


class RoomPlaces(Payload):
    """The places of rooms in their sections, by room id."""

    places: dict[int, int]


def sidebar_payload(user: User) -> SidebarPayload:
    if not user.sidebar:
        return SidebarPayload(sections=[], collapsed=[], hide_read=False)
    return SidebarPayload.model_validate_json(user.sidebar)
