"""What a reply in a thread does beside being stored: to its root, to who follows, and to who had read everything."""

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


def roots_by_id(ids: Collection[int]) -> dict[int, Message]:
    return {row.pk: row for row in Message.objects.with_details().filter(pk__in=ids)} if ids else {}


def require_root(root: Message | None, room: Room) -> Message:
    """The message, if a thread may hang on it: one of the room's own, and no reply itself. Raises NotFound."""
    gone = root is None or root.room_id != room.pk or root.thread_id or root.kind == MessageKind.SYSTEM
    if root is None or gone or (root.deleted_at and not root.thread_facts):
        raise NotFound(_("There is no such thread in this room."))
    return root


def record_replies(
    new: Sequence[tuple[Message, Sequence[Membership]]], known: dict[int, Message]
) -> dict[int, list[Announcement]]:
    """What new replies, each with whom it calls, change: by room id, to be announced after them.

    Each root takes its room's next rev.
    """
    replies = [reply for reply, _ in new]
    members = _members(replies, known)
    # In the order in which every action locks memberships.
    for reply, mentioned in sorted(new, key=lambda pair: (pair[0].room_id, pair[0].seq)):
        _count(known[reply.thread_id or 0], reply)
        _follow(reply, known[reply.thread_id or 0], mentioned, members)
        if reply.is_shown_only_in_thread:
            # As with a system line: who had read everything has nothing to read in the room.
            before = Membership.objects.filter(room_id=reply.room_id, read_seq=reply.seq - 1)
            before.update(read_seq=reply.seq)
    grown = [known[pk] for pk in sorted({reply.thread_id or 0 for reply in replies})]
    announcements: dict[int, list[Announcement]] = {}
    rooms = {reply.room_id: reply.room for reply in replies}
    for root in grown:
        room = rooms[root.room_id]
        room.last_rev += 1
        root.rev = room.last_rev
        announcements.setdefault(room.pk, []).append(in_room(room, changed_message(root)))
    update_fields(grown, ("thread_facts", "rev"))
    for root in grown:
        announcements[root.room_id] += follower_announcements(root)
    return announcements


def recount_thread(reply: Message, room: Room) -> list[Announcement]:
    """What to announce when a reply of a locked room is gone or back: its root's new state, and its followers'."""
    root = roots_by_id([reply.thread_id]).get(reply.thread_id) if reply.thread_id else None
    if root is None or not root.thread_facts:
        return []
    latest = _latest(root.pk)
    last = latest[0][2].isoformat() if latest else None
    root.thread_facts = {**root.thread_facts, "count": _living(root.pk).count(), "last": last}
    root.rev = next_rev(room)
    root.save(update_fields=["thread_facts", "rev"])
    follows = list(ThreadFollow.objects.filter(root=root).select_related("membership"))
    for follow in follows:
        follow.last_seq = next((seq for seq, author, _ in latest if author != follow.membership.user_id), 0)
    ThreadFollow.objects.bulk_update(follows, ["last_seq"])
    return [in_room(room, changed_message(root)), *follower_announcements(root)]


def follow_after_edit(reply: Message, called: Sequence[Membership]) -> list[Announcement]:
    """Let those follow whom a reply of a locked room calls only since it was edited, as if it had done so from the
    first: to whom the thread is new, it begins with this reply. What to tell them.
    """
    root_id = reply.thread_id or 0
    follows = ThreadFollow.objects.filter(root=root_id, membership__in=called)
    known = dict(follows.values_list("membership_id", "on"))
    deaf = [pk for pk, on in known.items() if not on]
    newcomers = [row for row in called if row.pk not in known]
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
        ignore_conflicts=True,  # Who follows by hand at this moment, which no room's lock keeps them from.
    )
    follows.filter(membership__in=deaf).update(on=True)
    return _told(follows.filter(membership__in=[*deaf, *(row.pk for row in newcomers)]))


def follower_announcements(root: Message) -> list[Announcement]:
    """For everyone who follows a thread: how it stands."""
    return _told(ThreadFollow.objects.filter(root=root, on=True))


def _told(rows: QuerySet[ThreadFollow]) -> list[Announcement]:
    follows = list(rows.select_related("membership"))
    return [
        to_user(follow.membership.user_id, Frame(event("thread", state)))
        for follow, state in zip(follows, thread_states(follows), strict=True)
    ]


def thread_states(follows: Iterable[ThreadFollow]) -> list[ThreadState]:
    """How these stand, in one query."""
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
    """How many followed threads have something unread, by membership id; those with none are left out."""
    unread = ThreadFollow.objects.filter(membership__in=set(membership_ids), on=True, last_seq__gt=F("read_seq"))
    return dict(unread.order_by().values_list("membership").annotate(Count("pk")))


def _living(root_id: int) -> QuerySet[Message]:
    return Message.objects.filter(thread=root_id, deleted_at=None).order_by("-seq")


def _latest(root_id: int) -> list[tuple[int, int, datetime]]:
    """The seq, author and time of a thread's newest replies."""
    return list(_living(root_id).values_list("seq", "author_id", "created_at")[:50])


def _members(replies: Sequence[Message], known: dict[int, Message]) -> dict[tuple[int, int], Membership]:
    people = {reply.author_id for reply in replies} | {root.author_id for root in known.values()}
    rows = Membership.objects.filter(room_id__in={reply.room_id for reply in replies}, user_id__in=people)
    return {(row.room_id, row.user_id): row for row in rows}


def _count(root: Message, reply: Message) -> None:
    facts = root.thread_facts or {"count": 0, "people": []}
    people = facts["people"]
    if reply.author_id not in people and len(people) < conf.THREAD_PEOPLE:
        people = [*people, reply.author_id]
    root.thread_facts = {"count": facts["count"] + 1, "last": reply.created_at.isoformat(), "people": people}


def _follow(
    reply: Message, root: Message, called: Sequence[Membership], members: dict[tuple[int, int], Membership]
) -> None:
    """Its author, the root's author and those whom it calls follow from now on; all but its author have news."""
    author = members[reply.room_id, reply.author_id]
    first = members.get((reply.room_id, root.author_id))
    newcomers = {row.pk: row for row in (*called, author, *([first] if first else []))}
    before = reply.seq - 1
    ThreadFollow.objects.bulk_create(
        (ThreadFollow(membership=row, root=root, read_seq=before) for row in newcomers.values()), ignore_conflicts=True
    )
    follows = ThreadFollow.objects.filter(root=root)
    follows.filter(membership__in=[*(row.pk for row in called), author.pk], on=False).update(on=True)
    follows.exclude(membership=author.pk).update(last_seq=reply.seq)
    follows.filter(membership=author.pk).update(read_seq=reply.seq)
