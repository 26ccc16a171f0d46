"""Read what has changed in a user's rooms since their client's last poll."""

from collections.abc import Mapping, Set
from itertools import islice
from typing import NamedTuple

from chat import conf
from chat.errors import Invalid, NotFound
from chat.models import Membership, RoomRemoval
from chat.protocol.fields import LARGEST
from chat.protocol.long_poll import LongPollAnswer
from chat.protocol.messages.events import SyncPage
from chat.queries.messages import sync
from chat.queries.moderation.measures import rooms_of_kicks
from chat.queries.rooms import sidebar


class RoomPosition(NamedTuple):
    """The last numbers of a room, and how far its reader has read."""

    rev: int
    seq: int
    read_seq: int


def parse_known_revs(rooms: str) -> dict[int, int]:
    """Parse the revs that a client has, as in `7:41,9:3`, into revs by room id.

    Raises:
        Invalid: The text has another form, names a room twice, or names more than POLL_ROOMS_NAMED.
    """
    known: dict[int, int] = {}
    for pair in rooms.split(",") if rooms else ():
        room_id, _, rev = pair.partition(":")
        if (
            not (_is_number(room_id) and _is_number(rev))
            or int(room_id) in known
            or len(known) >= conf.POLL_ROOMS_NAMED
        ):
            raise Invalid(
                fields={"rooms": f"at most {conf.POLL_ROOMS_NAMED} different rooms as room id:rev, joined by commas"}
            )
        known[int(room_id)] = int(rev)
    return known


def room_positions(user_id: int) -> dict[int, RoomPosition]:
    """Return the positions of all of the user's rooms, by room id."""
    rows = Membership.objects.filter(user_id=user_id).values_list(
        "room_id", "room__last_rev", "room__last_seq", "read_seq"
    )
    return {room_id: RoomPosition(*numbers) for room_id, *numbers in rows}


def updates_since(
    user_id: int,
    revs: Mapping[int, int],
    known: Mapping[int, int],
    online: sidebar.Online,
    moved: Set[int] = frozenset(),
) -> LongPollAnswer:
    """Return the entries and changes of rooms whose rev differs from the known one, of POLL_ROOMS_ANSWERED at most.

    Args:
        user_id: The reader.
        revs: The present revs of the user's rooms, by room id.
        known: The revs that the client has. Rooms that are not in `revs` come back as gone, and as removed if a
            moderator has removed the reader.
        online: How many members of a room are online.
        moved: Rooms to include in any case, because the read mark has moved.
    """
    changed = (room_id for room_id, rev in sorted(revs.items()) if rev != known.get(room_id, 0) or room_id in moved)
    behind = list(islice(changed, conf.POLL_ROOMS_ANSWERED))
    changes = {}
    for room_id in behind:
        try:
            changes[room_id] = _changes(user_id, room_id, known.get(room_id))
        except NotFound:
            continue
    rooms = sidebar.entries(user_id, online, changes) if changes else []
    gone = known.keys() - revs.keys()
    removed = gone & _removed_from(user_id) if gone else ()
    why = {"removed": sorted(removed)} if removed else {}
    return LongPollAnswer(rooms=rooms, changes=changes, gone=sorted(gone), **why)


def _removed_from(user_id: int) -> set[int]:
    """Return the rooms that the user was removed from. These are few, and a client may name thousands."""
    return {*RoomRemoval.objects.filter(user_id=user_id).values_list("room_id", flat=True), *rooms_of_kicks(user_id)}


def _changes(user_id: int, room_id: int, rev: int | None) -> SyncPage:
    if rev is None:
        return sync.newest(user_id, room_id)
    return sync.changes(user_id, room_id, rev, conf.HISTORY_LIMIT)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST
