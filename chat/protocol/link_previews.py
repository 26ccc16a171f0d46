"""Previews of the links in a message."""

from chat.models import Message
from chat.protocol.base import Payload


class LinkPreviewPayload(Payload):
    """The metadata of a linked page as plain text. Texts other than `title` may be empty."""

    url: str
    title: str
    description: str
    site_name: str


def link_preview_payloads(message: Message) -> list[LinkPreviewPayload]:
    return [LinkPreviewPayload(**facts) for facts in message.extra.get("previews", [])]
