"""How a message would look: asked before it is sent."""

from chat.protocol.base import Body, Payload
from chat.protocol.fields import Id, Text


class PreviewText(Body):
    room_id: Id
    content: Text


class Preview(Payload):
    html: str
