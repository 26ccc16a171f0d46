"""Follow threads, and move their read marks."""

from django.db import transaction

from chat.access import membership_for, message_for
from chat.actions.changes.replies import require_root, thread_states
from chat.delivery.announce import announce, to_user
from chat.delivery.announcements import Frame
from chat.models import Message, ThreadFollow, User
from chat.protocol.events import event
from chat.protocol.messages.threads import ThreadState
from chat.rate_limits.kinds import limited


@limited("personal")
def follow(*, by: User, root_id: int, on: bool) -> ThreadState:
    """Follow a thread, or stop following it if `on` is false. Announced to the user's own connections.

    Everything written in the thread so far counts as read.

    Raises:
        NotFound, NotAMember: The user cannot reach the message, or it cannot be the root of a thread.
    """
    with transaction.atomic():
        row, created = _get_or_create(by, root_id)
        if created or row.on != on:
            row.on = on
            row.read_seq = row.last_seq = _last_reply_seq(root_id)
            row.save(update_fields=["on", "read_seq", "last_seq"])
            return _announce(by, row)
        return thread_states([row])[0]


@limited("personal")
def mark(*, by: User, root_id: int, seq: int) -> ThreadState:
    """Mark a thread as read up to `seq`. The mark only moves forward. Announced to the user's own connections.

    Raises:
        NotFound, NotAMember: The user cannot reach the thread.
    """
    with transaction.atomic():
        row = _lock_follow(by, root_id)
        if row is None:
            return _state_without_follow(by, root_id)
        read_seq = min(seq, row.last_seq)
        if read_seq <= row.read_seq:
            return thread_states([row])[0]
        row.read_seq = read_seq
        row.save(update_fields=["read_seq"])
        return _announce(by, row)


def _lock_follow(by: User, root_id: int) -> ThreadFollow | None:
    follows = ThreadFollow.objects.select_for_update(of=("self",)).select_related("membership")
    return follows.filter(root_id=root_id, membership__user=by).first()


def _get_or_create(by: User, root_id: int) -> tuple[ThreadFollow, bool]:
    root = message_for(by.pk, root_id)
    membership = membership_for(by.pk, root.room_id)
    require_root(root, membership.room)
    row, created = ThreadFollow.objects.get_or_create(root=root, membership=membership, defaults={"on": False})
    return row, created


def _state_without_follow(by: User, root_id: int) -> ThreadState:
    root = message_for(by.pk, root_id)
    membership = membership_for(by.pk, root.room_id)
    return thread_states([ThreadFollow(root=root, membership=membership, on=False)])[0]


def _last_reply_seq(root_id: int) -> int:
    return Message.objects.filter(thread=root_id).order_by("-seq").values_list("seq", flat=True).first() or 0


def _announce(by: User, row: ThreadFollow) -> ThreadState:
    [state] = thread_states([row])
    announce(to_user(by.pk, Frame(event("thread", state), subject=f"thread:{state.root_id}")))
    return state
