"""The chat page's initial data. The server renders the page from it and passes the same payloads to the script."""

from typing import Annotated

from pydantic import Field

from chat.delivery.presence import presence
from chat.models import User
from chat.protocol.base import Payload
from chat.protocol.messages.drafts import DraftPayload
from chat.protocol.messages.events import HistoryPage
from chat.protocol.people import MePayload, PersonStatus, me_payload
from chat.protocol.rooms import RoomInvitationPayload, RoomPayload
from chat.queries.messages import history
from chat.queries.messages.drafts import draft_of
from chat.queries.rooms import sidebar
from chat.queries.rooms.invitations import invitations_of
from chat.queries.welcome import LIMITS, direct_peers
from chat.web.rooms.sidebar_sections import Section, sections

RENDERED_ROOMS = 100
"""The template renders this many rooms of each section, more than fit in a window. The script adds the rest."""


class Boot(Payload):
    """The initial data of the chat page.

    `room` is the open room, of which the user need not be a member. `around` is the seq of a permalink, or None.
    `view` is left out unless the page opens with a view in place of the room. `draft` is that of the room; the page
    keeps it where the browser keeps drafts, so it is no part of the data.
    """

    user: MePayload
    rooms: list[RoomPayload]
    invitations: list[RoomInvitationPayload]
    people: list[PersonStatus]
    room: RoomPayload
    page: HistoryPage
    around: int | None
    limits: dict[str, int]
    view: str | None = None
    draft: Annotated[DraftPayload | None, Field(exclude=True)] = None

    @property
    def sections(self) -> list[Section]:
        """The sections of the sidebar in the script's order, each with its first rooms."""
        found = sections(self.rooms, self.user.sidebar, self.room.id)
        return [section._replace(rooms=section.rooms[:RENDERED_ROOMS]) for section in found]

    @property
    def restriction(self) -> str:
        """The reason why a member cannot write in the open room, `muted` or `read_only`, or an empty string."""
        if self.room.role is None or self.room.archived:
            return ""
        if {"muted_until"} & (self.room.model_fields_set | self.user.model_fields_set):
            return "muted"
        return "read_only" if self.room.read_only and self.room.role == "member" else ""

    @property
    def may_write(self) -> bool:
        return self.room.role is not None and not self.room.archived and not self.restriction


def boot(user: User, room_id: int, around: int | None = None) -> Boot:
    """Load everything that the page of a room shows, in a fixed number of queries.

    Args:
        user: The reader.
        room_id: The room to open.
        around: The seq around which to load messages; None for the newest.

    Raises:
        NotFound: The room does not exist, or the user may not see it.
    """
    page = history.page(user.pk, room_id, around=around)
    rooms = sidebar.entries(user.pk, presence.online)
    room = next((entry for entry in rooms if entry.id == room_id), None)
    room = room or sidebar.entry(user.pk, room_id, presence.online)
    return Boot(
        user=me_payload(user),
        rooms=rooms,
        invitations=invitations_of([user.pk])[user.pk],
        people=presence.here(direct_peers(rooms)),
        room=room.model_copy(update={"online": presence.count_members_here(room_id)}),
        page=page,
        around=around,
        limits=LIMITS,
        draft=draft_of(user.pk, room_id),
    )
