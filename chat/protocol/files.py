"""The files of a message."""

from urllib.parse import quote

from chat.models import Message
from chat.models.files import Facts
from chat.protocol.base import Payload


class AttachmentPayload(Payload):
    """A file of a message.

    `width`, `height` and `thumbnail_url` are null unless the file is a picture. `duration`, in seconds, is null unless
    the sender gave it. `type` is the media type that the server found.
    """

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
    folder = f"/files/{facts['id']}/"
    return AttachmentPayload(
        **{key: value for key, value in facts.items() if key != "thumbnail"},  # type: ignore[arg-type]
        url=folder + quote(facts["name"], safe=""),
        thumbnail_url=f"{folder}thumbnail/" if facts["thumbnail"] else None,
    )


def attachment_payloads(message: Message) -> list[AttachmentPayload]:
    return [attachment_payload(facts) for facts in message.extra.get("attachments", [])]


def first_file_name(message: Message) -> str:
    """Return the name of the message's first file, or "". A quote shows it if the message has no text."""
    names: list[str] = [facts["name"] for facts in message.extra.get("attachments", [])]
    return names[0] if names else ""
