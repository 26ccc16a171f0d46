"""Follow threads, and read them."""

from django.db import transaction

from chat.access import membership_for, message_for
from chat.actions.sending.replies import require_root, thread_states
from chat.delivery.announce import announce, to_user
from chat.delivery.announcements import Frame
from chat.models import Message, ThreadFollow, User
from chat.protocol.events import event
from chat.protocol.messages.threads import ThreadState


def follow(*, by: User, root_id: int, on: bool) -> ThreadState:
    """Follow a thread from now on, or no longer. One's own tabs are told. Raises NotFound, NotAMember."""
    with transaction.atomic():
        found, made = _own(by, root_id)
        if made or found.on != on:
            found.on = on
            found.read_seq = found.last_seq = _latest(root_id)
            found.save(update_fields=["on", "read_seq", "last_seq"])
            return _told(by, found)
        return thread_states([found])[0]


def mark(*, by: User, root_id: int, seq: int) -> ThreadState:
    """Everything in a thread is read up to `seq`; only forward. One's own tabs are told.

    Raises NotFound, NotAMember.
    """
    with transaction.atomic():
        found = _known(by, root_id)
        if found is None:
            return _unfollowed(by, root_id)
        wanted = min(seq, found.last_seq)
        if wanted <= found.read_seq:
            return thread_states([found])[0]
        found.read_seq = wanted
        found.save(update_fields=["read_seq"])
        return _told(by, found)


def _known(by: User, root_id: int) -> ThreadFollow | None:
    follows = ThreadFollow.objects.select_for_update(of=("self",)).select_related("membership")
    return follows.filter(root_id=root_id, membership__user=by).first()


def _own(by: User, root_id: int) -> tuple[ThreadFollow, bool]:
    root = message_for(by.pk, root_id)
    membership = membership_for(by.pk, root.room_id)
    require_root(root, membership.room)
    found, made = ThreadFollow.objects.get_or_create(root=root, membership=membership, defaults={"on": False})
    return found, made


def _unfollowed(by: User, root_id: int) -> ThreadState:
    root = message_for(by.pk, root_id)
    membership = membership_for(by.pk, root.room_id)
    return thread_states([ThreadFollow(root=root, membership=membership, on=False)])[0]


def _latest(root_id: int) -> int:
    return Message.objects.filter(thread=root_id).order_by("-seq").values_list("seq", flat=True).first() or 0


def _told(by: User, found: ThreadFollow) -> ThreadState:
    [state] = thread_states([found])
    announce(to_user(by.pk, Frame(event("thread", state), subject=f"thread:{state.root_id}")))
    return state
