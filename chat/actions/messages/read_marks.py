"""Move the read marks of rooms, many at a time: marks that arrive within a moment share one transaction."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.actions.messages.read_mark_sql import Position, Target, move, positions
from chat.batching import Batcher, process_batch
from chat.delivery.announce import announce, to_user
from chat.delivery.announcements import Announcement, Frame
from chat.errors import ChatError, NotAMember, NotFound, Unavailable
from chat.executors import submit_second_write, with_one_retry
from chat.models import Kind, Room, User
from chat.protocol.events import event
from chat.protocol.messages.events import ReadAck

log = logging.getLogger(__name__)
Outcome = ReadAck | ChatError
"""The result of a mark: the numbers of the room as its reader sees it, or the reason why the mark is refused."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Everything in a room up to `seq` is read. The mark never moves past the last message.

    Attributes:
        user_id: The reader.
        room_id: The room.
        seq: The last message that is read.
        unread: Allow the mark to move back ("mark as unread"). Otherwise it only moves forward.
        connection: The id of the connection that asked. The user's other connections get an announcement.
    """

    user_id: int
    room_id: int
    seq: int
    unread: bool = False
    connection: str = ""

    @property
    def place(self) -> tuple[int, int]:
        return self.user_id, self.room_id


def mark(*, by: User, room_id: int, seq: int, unread: bool = False, connection: str = "") -> ReadAck:
    """Mark everything up to `seq` as read. The arguments are those of `Mark`.

    Raises:
        NotFound, NotAMember: The user is not in this room.
    """
    outcome = _store([Mark(by.pk, room_id, seq, unread, connection)])[0]
    if isinstance(outcome, ChatError):
        raise outcome
    return outcome


def commit(marks: Sequence[Mark]) -> list[Outcome]:
    """Move the marks of any people and rooms in one transaction, and announce them to their readers. Never raises.

    Returns:
        One outcome for each mark, in order. Marks of one reader in one room take effect in their order, and all of
        them are answered with the state that they lead to.
    """
    return [_to_outcome(result) for result in process_batch(_store_with_retry, list(marks))]


def _store_with_retry(marks: Sequence[Mark]) -> list[Outcome]:
    return with_one_retry(partial(_store, marks))


def _to_outcome(result: Outcome | Exception) -> Outcome:
    if isinstance(result, ReadAck | ChatError):
        return result
    log.error("A read mark could not be moved.", exc_info=result)
    return Unavailable()


def _store(marks: Sequence[Mark]) -> list[Outcome]:
    found: dict[tuple[int, int], Position] = {}
    waiting = _targets(marks)
    while waiting:
        found |= _move(waiting, marks, wait=len(waiting) == 1)
        locked = [target for target in waiting if target.place in found and not found[target.place].has_reached(target)]
        # Another transaction holds their memberships, for example that of a batch of messages. Waiting for one of
        # them alone cannot deadlock, and the others are likely to be free then.
        found |= _move(locked[:1], marks, wait=True) if locked else {}
        waiting = locked[1:]
    refusals = _refusals({mark.place for mark in marks} - found.keys())
    return [_ack(found[mark.place]) if mark.place in found else refusals[mark.place] for mark in marks]


def _move(targets: Sequence[Target], marks: Sequence[Mark], *, wait: bool) -> dict[tuple[int, int], Position]:
    """Move and announce the marks that are not locked, and return the position of each member."""
    with transaction.atomic():
        moved = move(targets, wait=wait)
        found = {position.place: position for position in positions(targets)}
        changed = [position for position in found.values() if position.membership_id in moved]
        if changed:
            announce(*_announcements(marks, changed))
    return found


def _targets(marks: Iterable[Mark]) -> list[Target]:
    """Combine the marks of each reader in each room into one that has the same effect as all of them in order."""
    targets: dict[tuple[int, int], Target] = {}
    for mark in marks:
        before = targets.get(mark.place)
        if before is None or mark.unread:
            targets[mark.place] = Target(*mark.place, mark.seq, mark.unread)
        else:
            targets[mark.place] = before._replace(seq=max(before.seq, mark.seq))
    return list(targets.values())


def _announcements(marks: Iterable[Mark], changed: Iterable[Position]) -> list[Announcement]:
    """Make one announcement for each reader, and for each connection that does not get it.

    A connection that asked knows the outcome from its ack. If several connections asked, all of them get the event.
    """
    askers: dict[tuple[int, int], set[str]] = defaultdict(set)
    for mark in marks:
        askers[mark.place].add(mark.connection)
    frames: dict[tuple[int, str], list[Frame]] = defaultdict(list)
    for position in changed:
        asked = askers[position.place]
        frame = Frame(event("read", position.state), subject=f"read:{position.room_id}")
        frames[position.user_id, next(iter(asked)) if len(asked) == 1 else ""].append(frame)
    return [to_user(user_id, *events, skip_connection=id) for (user_id, id), events in frames.items()]


def _refusals(places: set[tuple[int, int]]) -> dict[tuple[int, int], ChatError]:
    """Return why each of these users, who are not in these rooms, is refused."""
    ids = {room_id for _user_id, room_id in places}
    public = set(Room.objects.filter(pk__in=ids, kind=Kind.PUBLIC).values_list("pk", flat=True)) if ids else set()
    return {
        place: NotAMember() if place[1] in public else NotFound(_("There is no such room here.")) for place in places
    }


def _ack(position: Position) -> ReadAck:
    state = position.state
    return ReadAck(read_seq=state.read_seq, unread=state.unread, mentions=state.mentions)


marks: Batcher[Mark, ReadAck | Exception] = Batcher(
    commit,
    submit=submit_second_write,
    single_thread=True,
    max_size=conf.READ_MARKS_BATCH,
    pause=conf.READ_MARKS_PAUSE,
)
"""The read marks that wait in this process. The outcome of a mark is known after the commit."""
