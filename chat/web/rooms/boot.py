"""The chat page's initial data. The server renders the page from it and passes the same payloads to the script."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chat.delivery.presence import presence
from chat.models import User
from chat.protocol.messages.events import HistoryPage
from chat.protocol.people import MePayload, PersonStatus, me_payload
from chat.protocol.rooms import RoomPayload
from chat.queries.messages import history
from chat.queries.rooms import sidebar
from chat.queries.welcome import LIMITS

RENDERED_ROOMS = 100
"""The server renders this many rooms and conversations, more than fit in a window. The script adds the rest."""
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Boot:
    """The initial data of the chat page.

    `room` is the open room, of which the user need not be a member. `around` is the seq of a permalink, or None.
    """

    user: MePayload
    rooms: list[RoomPayload]
    people: list[PersonStatus]
    room: RoomPayload
    page: HistoryPage
    around: int | None

    def to_dict(self) -> dict[str, Any]:
        """Return the data as JSON values with camelCase keys."""
        return {
            "user": self.user.to_dict(),
            "rooms": [entry.to_dict() for entry in self.rooms],
            "people": [status.to_dict() for status in self.people],
            "room": self.room.to_dict(),
            "page": self.page.to_dict(),
            "around": self.around,
            "limits": LIMITS,
        }

    @property
    def listed(self) -> list[RoomPayload]:
        """The first rooms of the sidebar in the script's order: by name, without archived rooms except the open one."""
        rooms = [entry for entry in self.rooms if entry.kind != "direct"]
        return [entry for entry in rooms if not entry.archived or entry.id == self.room.id][:RENDERED_ROOMS]

    @property
    def directs(self) -> list[RoomPayload]:
        """The first direct conversations of the sidebar, the one with the latest message first."""
        directs = [entry for entry in self.rooms if entry.kind == "direct"]
        return sorted(directs, key=lambda entry: (entry.last_message_at or NEVER, entry.id), reverse=True)[
            :RENDERED_ROOMS
        ]


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
    return Boot(
        user=me_payload(user),
        rooms=rooms,
        people=presence.here(frozenset(entry.id for entry in rooms)),
        room=room or sidebar.entry(user.pk, room_id, presence.online),
        page=page,
        around=around,
    )
