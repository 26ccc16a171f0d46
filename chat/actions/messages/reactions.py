"""React to messages with emoji."""

from chat.actions.changes.committer import commit_change
from chat.actions.changes.verbs.react import React
from chat.models import User
from chat.protocol.messages.events import ChangeAck


def draft(*, by: User, message_id: int, emoji: str, on: bool) -> React:
    """Return the draft to submit to the committer. The arguments are those of `react`."""
    return React(by.pk, message_id, emoji, on)


def react(*, by: User, message_id: int, emoji: str, on: bool) -> ChangeAck:
    """Add the user's reaction to a message, or remove it if `on` is false. The same again changes nothing.

    Returns:
        The message's rev.

    Raises:
        NotFound, NotAMember, Archived: The user cannot reach the message, or change anything in its room.
        Conflict: The message has REACTIONS_PER_MESSAGE different emoji.
    """
    return commit_change(draft(by=by, message_id=message_id, emoji=emoji, on=on))
