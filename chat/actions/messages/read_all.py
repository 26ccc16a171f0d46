"""Mark everything as read, and undo it."""

from collections.abc import Callable, Mapping

from django.db import OperationalError, transaction
from django.db.models import F, QuerySet
from psycopg.errors import DeadlockDetected

from chat.actions.changes.replies import thread_states
from chat.delivery.announce import announce, to_user
from chat.delivery.announcements import Frame
from chat.models import Membership, ThreadFollow, User
from chat.protocol.events import event
from chat.protocol.messages.catch_up import ReadChanges
from chat.protocol.messages.events import ReadState
from chat.queries.rooms.unread_mentions import unread_mentions
from chat.rate_limits.kinds import limited


@limited("personal")
def mark_all(*, by: User) -> ReadChanges:
    """Mark all rooms and followed threads of the user as read.

    Returns:
        The earlier marks of what changed, by room id and by root id. `restore` takes them.
    """

    def mark() -> ReadChanges:
        memberships = list(_memberships(by).filter(read_seq__lt=F("room__last_seq")))
        follows = list(_follows(by).filter(on=True, read_seq__lt=F("last_seq")))
        seqs = {row: row.room.last_seq for row in memberships}, {row: row.last_seq for row in follows}
        return _set_marks(by, *seqs)

    return _without_deadlock(mark)


@limited("personal")
def restore(*, by: User, rooms: Mapping[int, int], threads: Mapping[int, int]) -> ReadChanges:
    """Set read marks, which may move back, as undoing `mark_all` does.

    Args:
        by: The reader.
        rooms: The new marks by room id. Rooms that the user is not in are skipped.
        threads: The new marks by root id. Threads that the user does not follow are skipped.

    Returns:
        The earlier marks of what changed.
    """

    def mark() -> ReadChanges:
        memberships = list(_memberships(by).filter(room_id__in=rooms))
        follows = list(_follows(by).filter(root_id__in=threads))
        seqs = {row: min(rooms[row.room_id], row.room.last_seq) for row in memberships}
        return _set_marks(by, seqs, {row: threads[row.root_id] for row in follows})

    return _without_deadlock(mark)


def _without_deadlock(mark: Callable[[], ReadChanges]) -> ReadChanges:
    """Move marks in a transaction, again if PostgreSQL ends it for the sake of another one.

    A batch of messages locks the memberships of its rooms in the order of its statements, which differs. PostgreSQL has
    undone everything then, so the next attempt still finds the earlier marks.
    """
    for is_last in (False, False, True):
        try:
            with transaction.atomic():
                return mark()
        except OperationalError as error:
            if is_last or not isinstance(error.__cause__, DeadlockDetected):
                raise
    raise AssertionError


def _memberships(by: User) -> QuerySet[Membership]:
    rows = Membership.objects.select_for_update(of=("self",)).select_related("room")
    return rows.filter(user=by).order_by("room_id")


def _follows(by: User) -> QuerySet[ThreadFollow]:
    rows = ThreadFollow.objects.select_for_update(of=("self",)).select_related("membership")
    return rows.filter(membership__user=by).order_by("pk")


def _set_marks(by: User, rooms: dict[Membership, int], threads: dict[ThreadFollow, int]) -> ReadChanges:
    """Set the read marks and announce each to the user's connections, in a fixed number of queries."""
    before = ReadChanges(
        rooms={row.room_id: row.read_seq for row, seq in rooms.items() if row.read_seq != seq},
        threads={row.root_id: row.read_seq for row, seq in threads.items() if row.read_seq != seq},
    )
    moved = [row for row, seq in rooms.items() if row.read_seq != seq]
    followed = [row for row, seq in threads.items() if row.read_seq != seq]
    for row in moved:
        row.read_seq = rooms[row]
    for follow in followed:
        follow.read_seq = threads[follow]
    Membership.objects.bulk_update(moved, ["read_seq"], batch_size=500)
    ThreadFollow.objects.bulk_update(followed, ["read_seq"], batch_size=500)
    mentions = unread_mentions(moved)
    frames = [
        Frame(event("read", _state(row, mentions.get(row.pk, 0))), subject=f"read:{row.room_id}") for row in moved
    ]
    frames += [Frame(event("thread", state), subject=f"thread:{state.root_id}") for state in thread_states(followed)]
    if frames:
        announce(to_user(by.pk, *frames))
    return before


def _state(membership: Membership, mentions: int) -> ReadState:
    unread = max(0, membership.room.last_seq - membership.read_seq)
    return ReadState(room_id=membership.room_id, read_seq=membership.read_seq, unread=unread, mentions=mentions)
