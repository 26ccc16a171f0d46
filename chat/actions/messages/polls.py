"""Create polls, vote in them and close them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.actions.changes.committer import commit_change
from chat.actions.changes.verbs.send import Ballot, Send
from chat.actions.changes.verbs.vote import ClosePoll, Vote
from chat.actions.messages import messages
from chat.errors import Invalid
from chat.models import User
from chat.protocol.messages.events import ChangeAck
from chat.text.messages.content import ContentRefused, check_content


def draft(
    *,
    by: User,
    room_id: int,
    question: str,
    options: Sequence[str],
    client_id: UUID,
    multiple: bool = False,
    reply_to: int | None = None,
    attachment_ids: Sequence[int] = (),
) -> Send:
    """Check a poll and return the draft to submit to the committer. It may be a reply, and have files.

    The draft's text lists the question and the options, for clients that cannot show polls.

    Raises:
        Invalid: The question or an option cannot be accepted, or the number of options.
    """
    question = _clean_line("question", question, conf.POLL_QUESTION_LENGTH)
    lines = tuple(_clean_line("options", option, conf.POLL_OPTION_LENGTH) for option in options)
    if not 2 <= len(lines) <= conf.POLL_OPTIONS:
        few = format_lazy(_("A poll has 2 to {most} options."), most=conf.POLL_OPTIONS)
        raise Invalid(few, fields={"options": few})
    if len({line.casefold() for line in lines}) < len(lines):
        raise Invalid(fields={"options": _("Two options are the same.")})
    numbered = (f"{number}. {line}" for number, line in enumerate(lines, 1))
    content = "\n".join([question, "", *numbered])
    more: dict[str, Any] = {"reply_to": reply_to, "attachment_ids": list(attachment_ids)}
    whole = messages.draft(by=by, room_id=room_id, content=content, client_id=client_id, **more)
    return replace(whole, poll=Ballot(question, lines, multiple))


def draft_vote(*, by: User, message_id: int, options: Sequence[int]) -> Vote:
    """Return the draft to submit to the committer. The arguments are those of `vote`."""
    return Vote(by.pk, message_id, frozenset(options))


def vote(*, by: User, message_id: int, options: Sequence[int]) -> ChangeAck:
    """Replace the user's votes. The same votes again change nothing.

    Args:
        by: The voter.
        message_id: The poll's message.
        options: The chosen options, by their index from 0. Empty withdraws the vote.

    Returns:
        The message's rev.

    Raises:
        NotFound, NotAMember, Archived: The user cannot reach the poll, or change anything in its room.
        Invalid: An option does not exist, or the poll allows one choice only.
        Conflict: The poll is closed.
    """
    return commit_change(draft_vote(by=by, message_id=message_id, options=options))


def draft_close(*, by: User, message_id: int, closed: bool = True) -> ClosePoll:
    """Return the draft to submit to the committer. The arguments are those of `close`."""
    return ClosePoll(by.pk, message_id, closed)


def close(*, by: User, message_id: int, closed: bool = True) -> ChangeAck:
    """Close a poll, or reopen it if `closed` is false.

    Returns:
        The message's rev.

    Raises:
        NotFound, NotAMember, Archived: The user cannot reach the poll, or change anything in its room.
        Forbidden: The user is neither its author nor a moderator.
    """
    return commit_change(draft_close(by=by, message_id=message_id, closed=closed))


def _clean_line(field: str, text: str, limit: int) -> str:
    try:
        return " ".join(check_content(text, limit).split())
    except ContentRefused as error:
        raise Invalid(error.message, fields={field: error.message}) from None
