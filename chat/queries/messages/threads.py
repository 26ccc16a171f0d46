"""Read a thread with its replies, and the threads that a user follows."""

from collections.abc import Sequence

from django.db.models import Count, F, Max, Q, QuerySet

from chat import conf
from chat.access import room_id_of_message
from chat.errors import NotFound
from chat.models import Message, ThreadFollow
from chat.models.messages import versions
from chat.protocol.fields import LARGEST
from chat.protocol.messages.threads import FollowedThread, ThreadList, ThreadPage, ThreadState
from chat.queries.messages.budget import fit_in_one_answer
from chat.queries.messages.encoded import encoded_by_id, encoded_page


def thread(user_id: int, root_id: int, before: int | None = None, limit: int = conf.PAGE_LENGTH) -> ThreadPage:
    """Return a thread's root with its newest replies, or with the newest before the seq `before`. Raises NotFound."""
    room_id = room_id_of_message(user_id, root_id)
    found = versions.replies_before(root_id, before or LARGEST, limit + 1)
    messages = encoded_page([*versions.of([root_id]), *found[:limit]])
    if not messages or messages[0].id != root_id:
        raise NotFound()
    shown = fit_in_one_answer(messages[1:])
    follow = ThreadFollow.objects.filter(root=root_id, membership__user=user_id).first()
    return ThreadPage(
        root=messages[0],
        replies=shown[::-1],
        at_start=len(shown) == len(found),
        state=thread_state(follow or ThreadFollow(root_id=root_id, on=False), room_id),
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
    """Return the list entries of these follows, in their order, in a fixed number of queries.

    The memberships of the follows must be loaded.
    """
    ids = [row.root_id for row in follows]
    undeleted = Message.objects.filter(thread__in=ids, deleted_at=None)
    newest: dict[int, int] = dict(undeleted.order_by().values_list("thread").annotate(Max("pk")))
    messages = encoded_by_id({*ids, *newest.values()})
    after_mark = Q(thread__follows__in=[row.pk for row in follows], seq__gt=F("thread__follows__read_seq"))
    counted = (
        undeleted.filter(after_mark).exclude(author=user_id).order_by().values_list("thread").annotate(Count("pk"))
    )
    unread: dict[int | None, int] = dict(counted)
    return [
        FollowedThread(
            root=messages[row.root_id],
            latest=messages.get(newest.get(row.root_id, 0)),
            unread=unread.get(row.root_id, 0),
            state=thread_state(row, row.membership.room_id),
        )
        for row in follows
        if row.root_id in messages
    ]


def thread_state(follow: ThreadFollow, room_id: int) -> ThreadState:
    """Return where the user is in a thread. `threads` is left out: the room's entry has it."""
    return ThreadState(
        root_id=follow.root_id,
        room_id=room_id,
        following=follow.on,
        read_seq=follow.read_seq,
        last_seq=follow.last_seq,
    )


def _followed(user_id: int) -> QuerySet[ThreadFollow]:
    return ThreadFollow.objects.filter(membership__user=user_id, on=True).select_related("membership")
