"""How far someone has read."""

from django.db import transaction

from chat.access import membership_for
from chat.actions.frames import read_state
from chat.delivery.announce import announce, to_user
from chat.delivery.parcels import Frame
from chat.models import Membership, Room, User
from chat.protocol.events import Marked, ReadState, event


def mark(*, by: User, room_id: int, seq: int, unread: bool = False, connection: str = "") -> Marked:
    """Everything up to `seq` is read. Only forward, and never past the last message; with `unread`, back as well
    ("mark as unread").

    The user's other tabs and devices are told, not the one that asked (`connection`). Raises NotFound, NotAMember.
    """
    with transaction.atomic():
        membership_for(by.pk, room_id)
        membership = Membership.objects.select_for_update().get(room_id=room_id, user=by)
        last_seq = Room.objects.values_list("last_seq", flat=True).get(pk=room_id)
        wanted = min(seq, last_seq)
        wanted = wanted if unread else max(wanted, membership.read_seq)
        changed, membership.read_seq = wanted != membership.read_seq, wanted
        if changed:
            membership.save(update_fields=["read_seq"])
        state: ReadState = read_state(membership, last_seq)
        if changed:
            announce(to_user(by.pk, Frame(event("read", state)), skip_connection=connection))
    return Marked(read_seq=state.read_seq, unread=state.unread, mentions=state.mentions)
