"""Read what has changed in a room since a rev: the present state of the messages, not the events."""

from chat import conf
from chat.access import room_for
from chat.models import Room
from chat.models.messages import versions
from chat.protocol.messages.events import SyncPage
from chat.queries.messages.budget import fit_in_one_answer
from chat.queries.messages.encoded import encoded_page


def newest(user_id: int, room_id: int) -> SyncPage:
    """Return the newest page with `reset`, for a client that has nothing of the room. Raises NotFound."""
    return _newest(room_for(user_id, room_id))


def changes(user_id: int, room_id: int, rev: int, limit: int = conf.SYNC_LIMIT) -> SyncPage:
    """Return the messages that have changed since `rev`, by rising rev.

    If `rev` is more than SYNC_RESET_AFTER behind, or ahead of the room, return the newest page with `reset`.

    Raises:
        NotFound: The user cannot see the room.
    """
    room = room_for(user_id, room_id)
    if rev > room.last_rev or room.last_rev - rev > conf.SYNC_RESET_AFTER:
        return _newest(room)
    changed = versions.changed_since(room_id, rev, limit + 1) if rev < room.last_rev else []
    rows = fit_in_one_answer(encoded_page(changed[:limit]))
    more = len(changed) > len(rows)
    # Revs commit in rising order, and the rows were read after the room: they may be newer than its last_rev.
    reached = rows[-1].rev if more else max([room.last_rev, *(row.rev for row in rows)])
    return SyncPage(messages=rows, rev=reached, more=more, reset=False)


def _newest(room: Room) -> SyncPage:
    rows = fit_in_one_answer(encoded_page(versions.before(room.pk, room.last_seq + 1, conf.PAGE_LENGTH)))
    return SyncPage(messages=rows[::-1], rev=room.last_rev, more=False, reset=True)
