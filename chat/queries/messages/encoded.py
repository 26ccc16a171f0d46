"""Read messages as JSON. Those that this process keeps as JSON are not loaded."""

from collections.abc import Collection, Sequence

from chat.models.messages import versions
from chat.models.messages.details import messages_with_details
from chat.models.messages.versions import MessageVersion
from chat.protocol.messages.encoded import EncodedMessage, encoded


def encoded_page(page: Sequence[MessageVersion]) -> list[EncodedMessage]:
    """Return these messages in their order, in one query at most. Those that are gone are left out."""
    return encoded(page, messages_with_details)


def encoded_by_id(ids: Collection[int]) -> dict[int, EncodedMessage]:
    """Return those of these messages that exist, by id, in two queries at most."""
    return {message.id: message for message in encoded_page(versions.of(ids))} if ids else {}
