"""Ask a room, and choose."""

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
    """A message that asks, to submit to the committer. Its text says what the poll is, for clients that know none.

    Raises Invalid.
    """
    question = _line("question", question, conf.POLL_QUESTION_LENGTH)
    lines = tuple(_line("options", option, conf.POLL_OPTION_LENGTH) for option in options)
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
    """These are one's choices now, by their places; none takes the vote back. The same again changes nothing.

    Raises NotFound, NotAMember, Archived, Invalid, Conflict.
    """
    chosen = set(options)
    with transaction.atomic():
        poll, _membership, room = _poll(by, message_id)
        if poll.closed_at is not None:
            raise Conflict(_("This poll is closed."))
        if len(chosen) > 1 and not poll.multiple:
            raise Invalid(fields={"options": _("Choose one.")})
        if any(option >= len(poll.options) for option in chosen):
            raise Invalid(fields={"options": _("There is no such option.")})
        own = PollVote.objects.filter(poll=poll, user=by)
        if set(own.values_list("option", flat=True)) != chosen:
            own.exclude(option__in=chosen).delete()
            known = set(own.values_list("option", flat=True))
            for option in sorted(chosen - known):
                PollVote.objects.create(poll=poll, user=by, option=option, alone=not poll.multiple)
            _announce(poll.message, room)
    return ChangeAck(rev=poll.message.rev)


def close(*, by: User, message_id: int, closed: bool = True) -> ChangeAck:
    """End a poll, or open it again; its author and moderators may.

    Raises NotFound, NotAMember, Archived, Forbidden.
    """
    with transaction.atomic():
        poll, membership, room = _poll(by, message_id)
        if poll.message.author_id != by.pk and not membership.moderates:
            raise Forbidden(_("Only its author or a moderator may close this poll."))
        if (poll.closed_at is not None) != closed:
            poll.closed_at = timezone.now() if closed else None
            poll.save(update_fields=["closed_at"])
            _announce(poll.message, room)
    return ChangeAck(rev=poll.message.rev)


def _poll(by: User, message_id: int) -> tuple[Poll, Membership, Room]:
    """A living poll with its message, the user's membership, and its room, which is locked."""
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


def _line(field: str, text: str, limit: int) -> str:
    try:
        return " ".join(check_content(text, limit).split())
    except ContentRefused as error:
        raise Invalid(error.message, fields={field: error.message}) from None
