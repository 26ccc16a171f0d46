"""Set times back, so that a demonstration's messages look older than they are.

Nothing is announced and no rev changes, so use it only on rooms and people created in the same transaction. Run
`search.index_missing` afterwards: it indexes the messages in the order of their new times.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from chat.actions import search_index
from chat.models import Membership, Message, Room, User

EDITED_AFTER = timedelta(seconds=50)
DELETED_AFTER = timedelta(seconds=35)
PINNED_AFTER = timedelta(seconds=20)


def backdate_room(*, room_id: int, times: Mapping[int, datetime]) -> None:
    """Set the times of a room's messages. The room and its memberships get the time of the first message.

    Args:
        room_id: The room.
        times: The time of every message, by seq.
    """
    rows = list(Message.objects.filter(room_id=room_id).order_by("seq"))
    replied = {row.thread_id: times[row.seq] for row in rows if row.thread_id}
    for row in rows:
        row.created_at = times[row.seq]
        row.edited_at = row.created_at + EDITED_AFTER if row.edited_at else None
        row.deleted_at = row.created_at + DELETED_AFTER if row.deleted_at else None
        row.pinned_at = row.created_at + PINNED_AFTER if row.pinned_at else None
        if row.thread_facts and row.pk in replied:
            row.thread_facts = {**row.thread_facts, "last": replied[row.pk].isoformat()}
    Message.objects.bulk_update(
        rows, ["created_at", "edited_at", "deleted_at", "pinned_at", "thread_facts"], batch_size=200
    )
    search_index.remove_room(room_id)
    first, last = rows[0].created_at, rows[-1].created_at
    Room.objects.filter(pk=room_id).update(created_at=first, last_message_at=last)
    Membership.objects.filter(room_id=room_id).update(joined_at=first)


def backdate_user(*, user_id: int, joined: datetime, seen: datetime) -> None:
    """Set the times at which a user joined the site and was last online."""
    User.objects.filter(pk=user_id).update(date_joined=joined, last_seen_at=seen)
