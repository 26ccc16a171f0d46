"""Send, edit and delete messages."""

from typing import Any
from uuid import UUID

from chat.access import may_as_staff
from chat.actions.changes.committer import commit_change, commit_message
from chat.actions.changes.verbs.delete import Delete
from chat.actions.changes.verbs.edit import Edit
from chat.actions.changes.verbs.send import Send
from chat.models import User
from chat.protocol.messages.content import clean_content
from chat.protocol.messages.events import ChangeAck, SendAck
from chat.text.characters import BLANK


def draft(
    *,
    by: User,
    room_id: int,
    content: str,
    client_id: UUID,
    reply_to: int | None = None,
    thread_id: int | None = None,
    in_room: bool = False,
    attachment_ids: list[int] | None = None,
) -> Send:
    """Check a message and return the draft to submit to the committer.

    Args:
        by: The author.
        room_id: The room.
        content: Markdown. It may be blank if there are attachments.
        client_id: Chosen by the client. The same id again stores nothing new.
        reply_to: The id of the message that is quoted.
        thread_id: The id of the root of the thread to reply in.
        in_room: Whether the room shows a thread's reply too. Without `thread_id` it always does.
        attachment_ids: Files that the author has uploaded.

    Raises:
        Invalid, TooLong: The text cannot be accepted.
    """
    text = "" if attachment_ids and BLANK.fullmatch(content) else clean_content(content)
    return Send(
        by.pk,
        room_id,
        text,
        client_id,
        reply_to,
        thread_id=thread_id,
        in_room=in_room or thread_id is None,
        attachment_ids=tuple(dict.fromkeys(attachment_ids or ())),
    )


def send(*, by: User, room_id: int, content: str, client_id: UUID, **more: Any) -> SendAck:
    """Store a message and announce it to its room.

    The same `client_id` of the same author again stores nothing new.

    Args:
        by: The author.
        room_id: The room.
        content: Markdown.
        client_id: Chosen by the client.
        more: The other arguments of `draft`.

    Returns:
        The id and the numbers of the stored message.

    Raises:
        Invalid, TooLong: The text cannot be accepted.
        NotFound, NotAMember, Archived: The author cannot write in this room, or `reply_to`, the thread or a file is
            not there.
        RateLimited, Unavailable: Try again later.
    """
    return commit_message(draft(by=by, room_id=room_id, content=content, client_id=client_id, **more))


def draft_edit(*, by: User, message_id: int, content: str, rev: int | None = None) -> Edit:
    """Check a new text and return the draft to submit to the committer. The arguments are those of `edit`.

    Raises:
        Invalid, TooLong: The text cannot be accepted.
    """
    return Edit(by.pk, message_id, clean_content(content), rev)


def edit(*, by: User, message_id: int, content: str, rev: int | None = None) -> ChangeAck:
    """Change the text of a message. The same text again changes nothing.

    Args:
        by: The author. Moderators delete messages, but do not put words into other people's mouths.
        message_id: The message.
        content: The new text, in Markdown.
        rev: The rev that the editor has seen; the edit is refused if the message has changed since.

    Returns:
        The message's rev.

    Raises:
        NotFound, NotAMember, Archived: The user cannot reach the message, or change anything in its room.
        Forbidden: The user is not the author.
        Invalid, TooLong: The text cannot be accepted.
        Conflict: The message has another rev, or is a poll.
    """
    return commit_change(draft_edit(by=by, message_id=message_id, content=content, rev=rev))


def draft_delete(*, by: User, message_id: int, as_staff: bool = False) -> Delete:
    """Return the draft to submit to the committer. The arguments are those of `delete`."""
    return Delete(by.pk, message_id, as_staff and may_as_staff(by, "change_message"))


def delete(*, by: User, message_id: int, as_staff: bool = False) -> ChangeAck:
    """Erase a message's content. Its row stays, so that the room's numbers have no gap.

    Args:
        by: The author, a moderator of the room, or staff.
        message_id: The message.
        as_staff: Use the rights of staff, who need not be in the room.

    Returns:
        The message's rev.

    Raises:
        NotFound, NotAMember, Archived: The user cannot reach the message, or change anything in its room.
        Forbidden: The user may not delete it.
    """
    return commit_change(draft_delete(by=by, message_id=message_id, as_staff=as_staff))
