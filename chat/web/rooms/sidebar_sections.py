"""Put the rooms of a sidebar into its sections. The script does the same in `state/rooms/sidebar_layout.js`."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from chat.protocol.rooms import RoomPayload
from chat.protocol.sidebar import SidebarPayload

NEVER = datetime.min.replace(tzinfo=UTC)


class Section(NamedTuple):
    """A section of the sidebar. `name` is empty if it is built in; its key is then its name on the wire."""

    key: str
    name: str
    rooms: list[RoomPayload]
    is_closed: bool

    @property
    def calls(self) -> int:
        """How many of its messages call the reader."""
        return sum(map(calling, self.rooms))

    @property
    def unread(self) -> int:
        return sum(room.unread for room in self.rooms if not is_quiet(room))


def is_quiet(room: RoomPayload) -> bool:
    """Whether a room shows only what calls the reader: it is muted, or the conversation with somebody they ignore."""
    return room.notify == "none" or room.ignored


def calling(room: RoomPayload) -> int:
    """Return how many unread messages of a room call the reader: mentions, and all of an unmuted conversation."""
    is_loud = room.kind == "direct" and room.notify == "all" and not room.ignored
    return max(room.unread, room.mentions) if is_loud else room.mentions


def sections(rooms: Sequence[RoomPayload], sidebar: SidebarPayload, open_id: int) -> list[Section]:
    """Return the sections from top to bottom, each with its rooms in order. Archived rooms are listed while open.

    Args:
        rooms: All rooms of the reader, by name.
        sidebar: The reader's own sections.
        open_id: The open room.
    """
    own = {section.id: section.name for section in sidebar.sections}
    names: dict[str, str] = {"favourites": "", "conversations": "", **{str(id): own[id] for id in own}, "rooms": ""}
    inside: dict[str, list[RoomPayload]] = {key: [] for key in names}
    directs = [room for room in rooms if room.kind == "direct"]
    directs.sort(key=lambda room: (room.last_message_at or NEVER, room.id), reverse=True)
    others = sorted((room for room in rooms if room.kind != "direct"), key=lambda room: room.archived)
    for room in [*directs, *others]:
        if not room.archived or room.id == open_id:
            inside[_key(room, own)].append(room)
    closed = set(map(str, sidebar.collapsed))
    return [Section(key, names[key], sorted(inside[key], key=_place), key in closed) for key in names]


def _key(room: RoomPayload, own: dict[int, str]) -> str:
    if room.favourite:
        return "favourites"
    if room.section in own:
        return str(room.section)
    return "conversations" if room.kind == "direct" else "rooms"


def _place(room: RoomPayload) -> float:
    return room.place or float("inf")
