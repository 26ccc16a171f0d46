"""Update a thread when a reply is sent, edited or deleted: the root message, its followers, and read marks."""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.actions.changes.sql import update_fields
from chat.actions.frames import changed_message, in_room
from chat.delivery.announce import to_user
from chat.delivery.announcements import Announcement, Frame
from chat.errors import NotFound
from chat.models import Membership, Message, MessageKind, Room, ThreadFollow
from chat.models.messages.details import messages_with_details
from chat.protocol.events import event
from chat.protocol.messages.threads import ThreadState

FOLLOW = ("root_id", "membership_id", "pk", "on")
LATEST_REPLIES = 50
"""How many of a thread's newest replies are read to find the newest by somebody else."""


def require_root(root: Message | None, room: Room, begun: Container[int] = ()) -> Message:
    """Check that a message of the room can have a thread: it is neither a reply itself nor a system line.

    A deleted message keeps the thread that it has, but cannot start one. The threads of the roots in `begun` have
    replies that are not stored yet.

    Raises:
        NotFound: It cannot.
    """
    unfit = root is None or root.room_id != room.pk or root.thread_id or root.kind == MessageKind.SYSTEM
    if root is None or unfit or (root.deleted_at and not root.thread_facts and root.pk not in begun):
        raise NotFound(_("There is no such thread in this room."))
    return root


def record_replies(
    new: Sequence[tuple[Message, Sequence[Membership]]], roots: dict[int, Message]
) -> dict[int, list[Announcement]]:
    """Count new replies at their roots, and let people follow. Each root takes the next rev of its room.

    Args:
        new: Each stored reply with the members whom it mentions. The rooms are locked.
        roots: The roots by message id.

    Returns:
        By room id, what to announce after the replies.
    """
    replies = [reply for reply, _ in new]
    members = _authors(replies, roots)
    # In the order in which every action locks memberships.
    for reply, mentioned in sorted(new, key=lambda pair: (pair[0].room_id, pair[0].seq)):
        _count(roots[reply.thread_id or 0], reply)
        _follow(reply, roots[reply.thread_id or 0], mentioned, members)
        if reply.is_shown_only_in_thread:
            # As for a system line: members who had read everything have nothing new to read in the room.
            caught_up = Membership.objects.filter(room_id=reply.room_id, read_seq=reply.seq - 1)
            caught_up.update(read_seq=reply.seq)
    changed = [roots[pk] for pk in sorted({reply.thread_id or 0 for reply in replies})]
    announcements: dict[int, list[Announcement]] = {}
    rooms = {reply.room_id: reply.room for reply in replies}
    for root in changed:
        room = rooms[root.room_id]
        room.last_rev += 1
        root.rev = room.last_rev
        announcements.setdefault(room.pk, []).append(in_room(room, changed_message(root)))
    update_fields(changed, ("thread_facts", "rev"))
    followers = ThreadFollow.objects.filter(root__in=changed, on=True).select_related("membership")
    for room_id, more in _announcements_by_room(list(followers)).items():
        announcements[room_id] += more
    return announcements


def recount_threads(
    deleted: Sequence[Message], rooms: Mapping[int, Room], messages: Mapping[int, Message]
) -> dict[int, list[Announcement]]:
    """Count the replies of threads again after some were deleted in locked rooms. Each root takes the next rev.

    Args:
        deleted: The deleted replies. All changes of messages are stored.
        rooms: The locked rooms, by id.
        messages: Messages that are loaded already, by id.

    Returns:
        By room id, what to announce: the new state of each root, and of the thread for each follower.
    """
    ids = {reply.thread_id for reply in deleted if reply.thread_id}
    missing = ids - messages.keys()
    known = dict(messages)
    if missing:
        known |= {root.pk: root for root in messages_with_details(missing)}
    roots = {pk: known[pk] for pk in sorted(ids) if pk in known and known[pk].thread_facts}
    if not roots:
        return {}
    latest, counts = _latest(roots), _counts(roots)
    for pk, root in roots.items():
        last = latest[pk][0][2].isoformat() if pk in latest else None
        root.thread_facts = {**(root.thread_facts or {}), "count": counts.get(pk, 0), "last": last}
        rooms[root.room_id].last_rev += 1
        root.rev = rooms[root.room_id].last_rev
    update_fields(list(roots.values()), ("thread_facts", "rev"))
    follows = list(ThreadFollow.objects.filter(root__in=roots).select_related("membership"))
    for follow in follows:
        replies = latest.get(follow.root_id, [])
        follow.last_seq = next((seq for seq, author, _ in replies if author != follow.membership.user_id), 0)
    if follows:
        update_fields(follows, ("last_seq",))
    announcements: dict[int, list[Announcement]] = {}
    for root in roots.values():
        announcements.setdefault(root.room_id, []).append(in_room(rooms[root.room_id], changed_message(root)))
    for room_id, more in _announcements_by_room([follow for follow in follows if follow.on]).items():
        announcements[room_id] += more
    return announcements


def follow_after_edits(edited: Sequence[tuple[Message, Sequence[Membership]]]) -> list[Announcement]:
    """Let members follow whom a reply mentions only since it was edited, as if it had mentioned them from the start.

    For new followers the thread begins with this reply. The rooms are locked.

    Args:
        edited: Each edited reply with the members whom it mentions only now. They get the announcements.
    """
    first_replies: dict[tuple[int, int], Message] = {}
    members: dict[int, Membership] = {}
    for reply, mentioned in sorted(edited, key=lambda pair: pair[0].seq):
        for row in mentioned:
            first_replies.setdefault((reply.thread_id or 0, row.pk), reply)
            members[row.pk] = row
    if not first_replies:
        return []
    roots = {root_id for root_id, _ in first_replies}
    follows = ThreadFollow.objects.filter(root__in=roots, membership__in=members)
    existing = {(root_id, member): (pk, on) for root_id, member, pk, on in follows.values_list(*FOLLOW)}
    switched_off = [existing[key][0] for key in first_replies if key in existing and not existing[key][1]]
    newcomers = [key for key in first_replies if key not in existing]
    latest = _latest({root_id for root_id, _ in newcomers}) if newcomers else {}
    ThreadFollow.objects.bulk_create(
        [
            ThreadFollow(
                membership=members[member],
                root_id=root_id,
                read_seq=first_replies[root_id, member].seq - 1,
                last_seq=next(
                    (seq for seq, author, _ in latest.get(root_id, ()) if author != members[member].user_id),
                    first_replies[root_id, member].seq,
                ),
            )
            for root_id, member in newcomers
        ],
        ignore_conflicts=True,  # They may follow by hand at this moment, which needs no lock of the room.
    )
    if switched_off:
        ThreadFollow.objects.filter(pk__in=switched_off).update(on=True)
    if not newcomers and not switched_off:
        return []
    wanted = {*newcomers, *(key for key in first_replies if key in existing and not existing[key][1])}
    rows = [row for row in follows.select_related("membership") if (row.root_id, row.membership_id) in wanted]
    return [announcement for room in _announcements_by_room(rows).values() for announcement in room]


def _announcements_by_room(follows: Sequence[ThreadFollow]) -> dict[int, list[Announcement]]:
    """Make the announcement of a thread's state for each of these followers. The memberships must be loaded."""
    announcements: dict[int, list[Announcement]] = {}
    for follow, state in zip(follows, thread_states(follows) if follows else [], strict=True):
        announcement = to_user(
            follow.membership.user_id, Frame(event("thread", state), subject=f"thread:{state.root_id}")
        )
        announcements.setdefault(follow.membership.room_id, []).append(announcement)
    return announcements


def thread_states(follows: Iterable[ThreadFollow]) -> list[ThreadState]:
    """Return the state of each followed thread, in one query. The memberships must be loaded."""
    follows = list(follows)
    counts = unread_threads(follow.membership_id for follow in follows)
    return [
        ThreadState(
            root_id=follow.root_id,
            room_id=follow.membership.room_id,
            following=follow.on,
            read_seq=follow.read_seq,
            last_seq=follow.last_seq,
            threads=counts.get(follow.membership_id, 0),
        )
        for follow in follows
    ]


def unread_threads(membership_ids: Iterable[int]) -> dict[int, int]:
    """Count the followed threads with unread replies, by membership id. Members who have none are left out."""
    unread = ThreadFollow.objects.filter(membership__in=set(membership_ids), on=True, last_seq__gt=F("read_seq"))
    return dict(unread.order_by().values_list("membership").annotate(Count("pk")))


def _counts(root_ids: Collection[int]) -> dict[int, int]:
    """Count the replies that are not deleted, by the id of the root. Threads without any are left out."""
    undeleted = Message.objects.filter(thread__in=root_ids, deleted_at=None)
    counts = undeleted.order_by().values_list("thread_id").annotate(Count("pk"))
    return {root_id or 0: count for root_id, count in counts}


def _latest(root_ids: Collection[int]) -> dict[int, list[tuple[int, int, datetime]]]:
    """Return the (seq, author id, time) of the newest replies of threads, the newest first, by the id of the root."""
    place = Window(RowNumber(), partition_by="thread", order_by=F("seq").desc())
    undeleted = Message.objects.filter(thread__in=root_ids, deleted_at=None).annotate(place=place)
    latest: dict[int, list[tuple[int, int, datetime]]] = {}
    newest = undeleted.filter(place__lte=LATEST_REPLIES).order_by("-seq")
    for root_id, seq, author_id, at in newest.values_list("thread_id", "seq", "author_id", "created_at"):
        latest.setdefault(root_id or 0, []).append((seq, author_id, at))
    return latest


def _authors(replies: Sequence[Message], roots: dict[int, Message]) -> dict[tuple[int, int], Membership]:
    """Return the memberships of the authors of replies and roots, by (room id, user id)."""
    people = {reply.author_id for reply in replies} | {root.author_id for root in roots.values()}
    rows = Membership.objects.filter(room_id__in={reply.room_id for reply in replies}, user_id__in=people)
    return {(row.room_id, row.user_id): row for row in rows}


def _count(root: Message, reply: Message) -> None:
    facts = root.thread_facts or {"count": 0, "people": []}
    people = facts["people"]
    if reply.author_id not in people and len(people) < conf.THREAD_PEOPLE:
        people = [*people, reply.author_id]
    root.thread_facts = {"count": facts["count"] + 1, "last": reply.created_at.isoformat(), "people": people}


def _follow(
    reply: Message, root: Message, mentioned: Sequence[Membership], members: dict[tuple[int, int], Membership]
) -> None:
    """Make the author of the reply, the author of the root and the mentioned members follow the thread.

    The reply is unread for all of them except its author.
    """
    author = members[reply.room_id, reply.author_id]
    root_author = members.get((reply.room_id, root.author_id))
    followers = {row.pk: row for row in (*mentioned, author, *([root_author] if root_author else []))}
    before = reply.seq - 1
    ThreadFollow.objects.bulk_create(
        (ThreadFollow(membership=row, root=root, read_seq=before) for row in followers.values()), ignore_conflicts=True
    )
    follows = ThreadFollow.objects.filter(root=root)
    follows.filter(membership__in=[*(row.pk for row in mentioned), author.pk], on=False).update(on=True)
    follows.exclude(membership=author.pk).update(last_seq=reply.seq)
    follows.filter(membership=author.pk).update(read_seq=reply.seq)
