"""Files of a message."""

from urllib.parse import quote

from chat.models import Message
from chat.models.files import Facts
from chat.protocol.base import Payload


class AttachmentPayload(Payload):
    """`width` and `height` of pictures only; `duration`, in seconds, where the sender gave it."""

    id: int
    name: str
    size: int
    type: str
    width: int | None
    height: int | None
    duration: float | None
    url: str
    thumbnail_url: str | None


def attachment_payload(facts: Facts) -> AttachmentPayload:
    address = f"/files/{facts['id']}/"
    return AttachmentPayload(
        **{key: value for key, value in facts.items() if key != "thumbnail"},  # type: ignore[arg-type]
        url=address + quote(facts["name"], safe=""),
        thumbnail_url=f"{address}thumbnail/" if facts["thumbnail"] else None,
    )


def attachment_payloads(message: Message) -> list[AttachmentPayload]:
    return [attachment_payload(facts) for facts in message.extra.get("attachments", [])]


def first_file_name(message: Message) -> str:
    """What a quote shows of a message that has no words."""
    names: list[str] = [facts["name"] for facts in message.extra.get("attachments", [])]
    return names[0] if names else ""
