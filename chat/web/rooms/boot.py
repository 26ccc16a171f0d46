"""What the chat page starts with: the payloads that travel on the wire, drawn by the server and given to the script."""

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

DRAWN = 100
"""Rooms, and conversations, that come with the page: more than any window shows. The script adds the others."""
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Boot:
    """`room` is the open one, also where its reader is only a visitor; `around` the seq that a permalink names."""

    user: MePayload
    rooms: list[RoomPayload]
    people: list[PersonStatus]
    room: RoomPayload
    page: HistoryPage
    around: int | None

    def to_dict(self) -> dict[str, Any]:
        """As the script reads it: camelCase, JSON values."""
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
        """The sidebar's first rooms, as the script orders them: by name, of the archived ones only the open one."""
        rooms = [entry for entry in self.rooms if entry.kind != "direct"]
        return [entry for entry in rooms if not entry.archived or entry.id == self.room.id][:DRAWN]

    @property
    def directs(self) -> list[RoomPayload]:
        """The first conversations of the sidebar, those with the latest message first."""
        directs = [entry for entry in self.rooms if entry.kind == "direct"]
        return sorted(directs, key=lambda entry: (entry.last_message_at or NEVER, entry.id), reverse=True)[:DRAWN]


def boot(user: User, room_id: int, around: int | None = None) -> Boot:
    """Everything that the page of one room shows, in a fixed number of queries. Raises NotFound."""
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
