"""Update a thread when a reply is sent, edited or deleted: the root message, its followers, and read marks."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.actions.frames import changed_message, in_room
from chat.actions.sending.numbering import next_rev
from chat.actions.sending.sql import update_fields
from chat.delivery.announce import to_user
from chat.delivery.announcements import Announcement, Frame
from chat.errors import NotFound
from chat.models import Membership, Message, MessageKind, Room, ThreadFollow
from chat.protocol.events import event
from chat.protocol.messages.threads import ThreadState

LATEST_REPLIES = 50
"""How many of a thread's newest replies are read to find the newest by somebody else."""


def roots_by_id(ids: Collection[int]) -> dict[int, Message]:
    return {row.pk: row for row in Message.objects.with_details().filter(pk__in=ids)} if ids else {}


def require_root(root: Message | None, room: Room) -> Message:
    """Check that a message of the room can have a thread: it is neither a reply itself nor a system line.

    A deleted message keeps the thread that it has, but cannot start one.

    Raises:
        NotFound: It cannot.
    """
    unfit = root is None or root.room_id != room.pk or root.thread_id or root.kind == MessageKind.SYSTEM
    if root is None or unfit or (root.deleted_at and not root.thread_facts):
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
    for root in changed:
        announcements[root.room_id] += follower_announcements(root)
    return announcements


def recount_thread(reply: Message, room: Room) -> list[Announcement]:
    """Count the replies of a thread again after one was deleted in a locked room.

    Returns:
        What to announce: the new state of the root, and of the thread for each follower.
    """
    root = roots_by_id([reply.thread_id]).get(reply.thread_id) if reply.thread_id else None
    if root is None or not root.thread_facts:
        return []
    latest = _latest(root.pk)
    last = latest[0][2].isoformat() if latest else None
    root.thread_facts = {**root.thread_facts, "count": _undeleted(root.pk).count(), "last": last}
    root.rev = next_rev(room)
    root.save(update_fields=["thread_facts", "rev"])
    follows = list(ThreadFollow.objects.filter(root=root).select_related("membership"))
    for follow in follows:
        follow.last_seq = next((seq for seq, author, _ in latest if author != follow.membership.user_id), 0)
    ThreadFollow.objects.bulk_update(follows, ["last_seq"])
    return [in_room(room, changed_message(root)), *follower_announcements(root)]


def follow_after_edit(reply: Message, mentioned: Sequence[Membership]) -> list[Announcement]:
    """Let members follow whom a reply mentions only since it was edited, as if it had mentioned them from the start.

    For new followers the thread begins with this reply. The room is locked.

    Returns:
        What to announce to these members.
    """
    root_id = reply.thread_id or 0
    follows = ThreadFollow.objects.filter(root=root_id, membership__in=mentioned)
    is_on = dict(follows.values_list("membership_id", "on"))
    switched_off = [pk for pk, on in is_on.items() if not on]
    newcomers = [row for row in mentioned if row.pk not in is_on]
    latest = _latest(root_id) if newcomers else []
    ThreadFollow.objects.bulk_create(
        [
            ThreadFollow(
                membership=row,
                root_id=root_id,
                read_seq=reply.seq - 1,
                last_seq=next((seq for seq, author, _ in latest if author != row.user_id), reply.seq),
            )
            for row in newcomers
        ],
        ignore_conflicts=True,  # They may follow by hand at this moment, which needs no lock of the room.
    )
    follows.filter(membership__in=switched_off).update(on=True)
    return _announcements(follows.filter(membership__in=[*switched_off, *(row.pk for row in newcomers)]))


def follower_announcements(root: Message) -> list[Announcement]:
    """Make the announcement of a thread's state for each of its followers."""
    return _announcements(ThreadFollow.objects.filter(root=root, on=True))


def _announcements(rows: QuerySet[ThreadFollow]) -> list[Announcement]:
    follows = list(rows.select_related("membership"))
    return [
        to_user(follow.membership.user_id, Frame(event("thread", state), subject=f"thread:{state.root_id}"))
        for follow, state in zip(follows, thread_states(follows), strict=True)
    ]


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


def _undeleted(root_id: int) -> QuerySet[Message]:
    return Message.objects.filter(thread=root_id, deleted_at=None).order_by("-seq")


def _latest(root_id: int) -> list[tuple[int, int, datetime]]:
    """Return the (seq, author id, time) of the newest replies of a thread, the newest first."""
    return list(_undeleted(root_id).values_list("seq", "author_id", "created_at")[:LATEST_REPLIES])


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
