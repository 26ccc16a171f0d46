"""Read the pinned messages of a room."""

from chat import conf
from chat.access import room_for
from chat.models.messages import versions
from chat.protocol.messages.rest import PinList
from chat.queries.messages.encoded import encoded_page


def pins(user_id: int, room_id: int) -> PinList:
    """Return the pinned messages, last pinned first. Raises NotFound."""
    room_for(user_id, room_id)
    return PinList(messages=encoded_page(versions.pinned(room_id, conf.PINS_PER_ROOM)))
