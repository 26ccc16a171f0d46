"""Read the pinned messages of a room."""

from chat.access import room_for
from chat.models import Message
from chat.protocol.messages.payload import message_payload
from chat.protocol.messages.rest import PinList


def pins(user_id: int, room_id: int) -> PinList:
    """Return the pinned messages, last pinned first. Raises NotFound."""
    room_for(user_id, room_id)
    rows = Message.objects.with_details().filter(room_id=room_id, pinned_at__isnull=False, deleted_at=None)
    return PinList(messages=[message_payload(row) for row in rows.order_by("-pinned_at")])
