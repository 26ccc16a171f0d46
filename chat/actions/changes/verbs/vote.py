"""Vote in a poll, and close it."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.actions.changes.change import MemberChange
from chat.actions.changes.rows import poll_of
from chat.actions.changes.voice import require_unmuted
from chat.actions.changes.work import Work
from chat.errors import Conflict, Forbidden, Invalid, NotFound
from chat.models import Membership, Message, Poll, PollVote


@dataclass(frozen=True)
class Vote(MemberChange):
    """Replaces the user's votes by these options, counted from 0. The same votes again change nothing."""

    options: frozenset[int]

    def require_right(self, member: Membership) -> None:
        require_unmuted(member)

    def apply_to(self, message: Message, member: Membership, work: Work) -> None:
        poll = _require_poll(message)
        if poll.closed_at is not None:
            raise Conflict(_("This poll is closed."))
        if len(self.options) > 1 and not poll.multiple:
            raise Invalid(fields={"options": _("Choose one.")})
        if any(option >= len(poll.options) for option in self.options):
            raise Invalid(fields={"options": _("There is no such option.")})
        votes = work.rows.votes
        before = {vote.option for vote in votes.of(message.pk) if vote.user_id == self.author_id}
        if before == self.options:
            return
        votes.remove_if(message.pk, lambda vote: vote.user_id == self.author_id and vote.option not in self.options)
        for option in sorted(self.options - before):
            row = PollVote(poll_id=poll.pk, user_id=self.author_id, option=option, alone=not poll.multiple)
            votes.add(message.pk, row)
        work.record(message, only_rev=True)


@dataclass(frozen=True)
class ClosePoll(MemberChange):
    """Closes a poll, or opens it again if `closed` is false."""

    closed: bool

    def apply_to(self, message: Message, member: Membership, work: Work) -> None:
        poll = _require_poll(message)
        if message.author_id != member.user_id and not member.moderates:
            raise Forbidden(_("Only its author or a moderator may close this poll."))
        if (poll.closed_at is not None) != self.closed:
            poll.closed_at = timezone.now() if self.closed else None
            work.closed[poll.pk] = poll
            work.record(message, only_rev=True)


def _require_poll(message: Message) -> Poll:
    """Return the poll of a message. Raises NotFound if it is none, or deleted."""
    poll = poll_of(message)
    if poll is None or message.deleted_at is not None:
        raise NotFound(_("There is no such poll here."))
    return poll
