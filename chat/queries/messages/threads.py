"""Read a thread with its replies, and the threads that a user follows."""

from collections.abc import Sequence

from django.db.models import Count, F, Max, Q, QuerySet

from chat import conf
from chat.access import message_for
from chat.models import Message, ThreadFollow
from chat.protocol.messages.payload import message_payload
from chat.protocol.messages.threads import FollowedThread, ThreadList, ThreadPage, ThreadState
from chat.queries.messages.budget import fit_in_one_answer


def thread(user_id: int, root_id: int, before: int | None = None, limit: int = conf.PAGE_LENGTH) -> ThreadPage:
    """Return a thread's root with its newest replies, or with the newest before the seq `before`. Raises NotFound."""
    root = message_for(user_id, root_id)
    replies = Message.objects.with_details().filter(thread=root)
    found = list((replies.filter(seq__lt=before) if before else replies).order_by("-seq")[: limit + 1])
    shown = fit_in_one_answer(found[:limit])
    follow = ThreadFollow.objects.select_related("membership").filter(root=root, membership__user=user_id).first()
    return ThreadPage(
        root=message_payload(root),
        replies=[message_payload(row) for row in reversed(shown)],
        at_start=len(shown) == len(found),
        state=thread_state(follow or ThreadFollow(root=root, on=False), root),
    )


def followed(user_id: int) -> ThreadList:
    """Return the threads that the user follows: unread ones first, then by their latest reply."""
    unread = list(unread_follows(user_id)[: conf.THREADS_LISTED])
    read = _followed(user_id).filter(last_seq__lte=F("read_seq")).annotate(newest=Max("root__thread_replies__pk"))
    read_follows = list(read.filter(newest__isnull=False).order_by("-newest")[: conf.THREADS_LISTED - len(unread)])
    return ThreadList(threads=followed_threads(user_id, [*unread, *read_follows]))


def unread_follows(user_id: int) -> QuerySet[ThreadFollow]:
    """Return the follows of threads with unread replies, newest thread first."""
    return _followed(user_id).filter(last_seq__gt=F("read_seq")).order_by("-root")


def followed_threads(user_id: int, follows: Sequence[ThreadFollow]) -> list[FollowedThread]:
    """Return the list entries of these follows, in their order, in a fixed number of queries."""
    ids = [row.root_id for row in follows]
    roots = {row.pk: row for row in Message.objects.with_details().filter(pk__in=ids)}
    undeleted = Message.objects.filter(thread__in=ids, deleted_at=None)
    newest = undeleted.values("thread").annotate(newest=Max("pk")).values("newest")
    latest = {row.thread_id: row for row in Message.objects.with_details().filter(pk__in=newest)}
    after_mark = Q(thread__follows__in=[row.pk for row in follows], seq__gt=F("thread__follows__read_seq"))
    counted = (
        undeleted.filter(after_mark).exclude(author=user_id).order_by().values_list("thread").annotate(Count("pk"))
    )
    unread: dict[int | None, int] = dict(counted)
    return [
        FollowedThread(
            root=message_payload(roots[row.root_id]),
            latest=message_payload(latest[row.root_id]) if row.root_id in latest else None,
            unread=unread.get(row.root_id, 0),
            state=thread_state(row, roots[row.root_id]),
        )
        for row in follows
    ]


def thread_state(follow: ThreadFollow, root: Message) -> ThreadState:
    """Return where the user is in a thread. `threads` is left out: the room's entry has it."""
    return ThreadState(
        root_id=root.pk,
        room_id=root.room_id,
        following=follow.on,
        read_seq=follow.read_seq,
        last_seq=follow.last_seq,
    )


def _followed(user_id: int) -> QuerySet[ThreadFollow]:
    return ThreadFollow.objects.filter(membership__user=user_id, on=True)
