"""Store and remove the previews of the pages that a message links to."""

from collections.abc import Sequence

from chat.actions.changes.change import SITE
from chat.actions.changes.committer import commit_change
from chat.actions.changes.verbs.previews import RemovePreviews, StorePreviews
from chat.models import User
from chat.outbound.page_metadata import Preview
from chat.protocol.messages.events import ChangeAck


def draft_store(*, message_id: int, previews: Sequence[Preview]) -> StorePreviews:
    """Return the draft to submit to the committer. The arguments are those of `store_previews`."""
    return StorePreviews(SITE, message_id, tuple(previews))


def store_previews(*, message_id: int, previews: Sequence[Preview]) -> ChangeAck:
    """Store the previews of the links that the message has now, and announce the change.

    Nothing happens if the message has been deleted, if somebody removed its previews, or if its room is archived.

    Returns:
        The message's rev.

    Raises:
        NotFound: There is no such message.
    """
    return commit_change(draft_store(message_id=message_id, previews=previews))


def draft_remove(*, by: User, message_id: int) -> RemovePreviews:
    """Return the draft to submit to the committer. The arguments are those of `remove_previews`."""
    return RemovePreviews(by.pk, message_id)


def remove_previews(*, by: User, message_id: int) -> ChangeAck:
    """Remove the previews of a message for good. Calling it again changes nothing.

    Returns:
        The message's rev.

    Raises:
        NotFound, NotAMember, Archived: The user cannot reach the message, or change anything in its room.
        Forbidden: The user is neither the author nor a moderator.
    """
    return commit_change(draft_remove(by=by, message_id=message_id))
