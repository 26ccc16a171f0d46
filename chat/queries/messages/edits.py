"""Read the history of a message's text."""

from chat.access import message_for
from chat.errors import NotFound
from chat.models import MessageEdit
from chat.protocol.messages.rest import MessageHistory, MessageVersion
from chat.protocol.people import author_payload


def history(user_id: int, message_id: int) -> MessageHistory:
    """Return the stored versions of a message, oldest first, with the present one at the end.

    Raises:
        NotFound: The user cannot see the message, or it is deleted.
    """
    message = message_for(user_id, message_id)
    if message.deleted_at is not None:
        raise NotFound()
    written, by = message.created_at, message.author
    versions = []
    for edit in MessageEdit.objects.filter(message=message).select_related("editor"):
        versions.append(MessageVersion(content=edit.content, at=written, by=author_payload(by)))
        written, by = edit.edited_at, edit.editor
    versions.append(MessageVersion(content=message.content, at=message.edited_at or written, by=author_payload(by)))
    return MessageHistory(versions=versions)
