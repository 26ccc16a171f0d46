"""Pin messages in their room."""

from chat.actions.changes.committer import commit_change
from chat.actions.changes.verbs.pin import Pin
from chat.models import User
from chat.protocol.messages.events import ChangeAck


def draft(*, by: User, message_id: int, on: bool) -> Pin:
    """Return the draft to submit to the committer. The arguments are those of `pin`."""
    return Pin(by.pk, message_id, on)


def pin(*, by: User, message_id: int, on: bool) -> ChangeAck:
    """Pin a message for the whole room, or unpin it if `on` is false. The same again changes nothing.

    Returns:
        The message's rev.

    Raises:
        NotFound: The user cannot reach the message, or it is deleted or a system line.
        NotAMember, Forbidden: The user is not a moderator. In a direct conversation every member may pin.
        Archived: The room is archived.
        Conflict: The room has PINS_PER_ROOM pinned messages.
    """
    return commit_change(draft(by=by, message_id=message_id, on=on))
