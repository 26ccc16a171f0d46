"""Drafts: text that someone has typed and not sent."""

from chat.protocol.base import Body, Payload, Time
from chat.protocol.fields import Text


class DraftText(Body):
    content: Text


class DraftPayload(Payload):
    """The draft of a room. Empty `content` means that the draft was removed."""

    room_id: int
    content: str
    updated_at: Time


class DraftList(Payload):
    drafts: list[DraftPayload]
