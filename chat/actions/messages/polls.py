"""Create polls, vote in them and close them."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.access import membership_for, message_for
from chat.actions.frames import changed_message, in_room
from chat.actions.messages import messages
from chat.actions.sending.draft import Ballot, Draft
from chat.actions.sending.numbering import lock_room, next_rev, require_open
from chat.delivery.announce import announce
from chat.errors import Conflict, Forbidden, Invalid, NotFound
from chat.models import Membership, Message, Poll, PollVote, Room, User
from chat.protocol.messages.events import ChangeAck
from chat.text.messages.content import ContentRefused, check_content


def draft(
    *, by: User, room_id: int, question: str, options: Sequence[str], client_id: UUID, multiple: bool = False
) -> Draft:
    """Check a poll and return the draft to submit to the committer.

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
    whole = messages.draft(by=by, room_id=room_id, content=content, client_id=client_id)
    return Draft(by.pk, room_id, whole.content, client_id, poll=Ballot(question, lines, multiple))


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
    chosen = set(options)
    with transaction.atomic():
        poll, _membership, room = _lock_poll(by, message_id)
        if poll.closed_at is not None:
            raise Conflict(_("This poll is closed."))
        if len(chosen) > 1 and not poll.multiple:
            raise Invalid(fields={"options": _("Choose one.")})
        if any(option >= len(poll.options) for option in chosen):
            raise Invalid(fields={"options": _("There is no such option.")})
        votes = PollVote.objects.filter(poll=poll, user=by)
        if set(votes.values_list("option", flat=True)) != chosen:
            votes.exclude(option__in=chosen).delete()
            remaining = set(votes.values_list("option", flat=True))
            for option in sorted(chosen - remaining):
                PollVote.objects.create(poll=poll, user=by, option=option, alone=not poll.multiple)
            _announce(poll.message, room)
    return ChangeAck(rev=poll.message.rev)


def close(*, by: User, message_id: int, closed: bool = True) -> ChangeAck:
    """Close a poll, or reopen it if `closed` is false.

    Returns:
        The message's rev.

    Raises:
        NotFound, NotAMember, Archived: The user cannot reach the poll, or change anything in its room.
        Forbidden: The user is neither its author nor a moderator.
    """
    with transaction.atomic():
        poll, membership, room = _lock_poll(by, message_id)
        if poll.message.author_id != by.pk and not membership.moderates:
            raise Forbidden(_("Only its author or a moderator may close this poll."))
        if (poll.closed_at is not None) != closed:
            poll.closed_at = timezone.now() if closed else None
            poll.save(update_fields=["closed_at"])
            _announce(poll.message, room)
    return ChangeAck(rev=poll.message.rev)


def _lock_poll(by: User, message_id: int) -> tuple[Poll, Membership, Room]:
    """Return a poll with its message, the user's membership, and the poll's room, which is locked."""
    room = lock_room(message_for(by.pk, message_id).room_id)
    membership = membership_for(by.pk, room.pk)
    require_open(room)
    poll = Poll.objects.select_related("message").filter(message_id=message_id).first()
    if poll is None:
        raise NotFound(_("There is no such poll here."))
    return poll, membership, room


def _announce(message: Message, room: Room) -> None:
    message.rev = next_rev(room)
    message.save(update_fields=["rev"])
    announce(in_room(room, changed_message(Message.objects.with_details().get(pk=message.pk))))


def _clean_line(field: str, text: str, limit: int) -> str:
    try:
        return " ".join(check_content(text, limit).split())
    except ContentRefused as error:
        raise Invalid(error.message, fields={field: error.message}) from None
