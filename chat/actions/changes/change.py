"""The steps that all changes of a stored message have in common."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from chat.actions.changes.draft import Draft
from chat.actions.changes.numbering import require_open
from chat.actions.changes.voice import require_active
from chat.actions.changes.work import Work
from chat.errors import Forbidden, NotFound
from chat.models import Membership, Message, MessageKind
from chat.protocol.messages.events import ChangeAck

SITE = 0
"""In place of a user id: the site itself, which finds every message. No user has this id."""


@dataclass(frozen=True)
class Change(Draft):
    """A change of a stored message, which is read with everything that it shows.

    Attributes:
        message_id: The message.
        needs_mentions: Whether the verb looks at the mention rows of the message.
        needs_pins: Whether it looks at the number of pins of the room.
        finder_id: The user who must be able to see the message, or SITE.
    """

    needs_mentions: ClassVar[bool] = False

    message_id: int

    @property
    def needs_pins(self) -> bool:
        return False

    @property
    def finder_id(self) -> int:
        return self.author_id

    def find(self, work: Work) -> Message:
        """Return the message. Raises NotFound."""
        message = work.messages.get(self.message_id)
        if message is None or (self.finder_id, self.message_id) not in work.room_ids:
            raise NotFound(_("There is no such message here."))
        return message


@dataclass(frozen=True)
class MemberChange(Change):
    """A change by a member of the message's room, which is open."""

    def apply(self, work: Work) -> ChangeAck:
        message, member = self.find(work), self._member(work)
        work.allowance.spend(self, member.room)
        self.apply_to(message, member, work)
        return ChangeAck(rev=message.rev)

    def _member(self, work: Work) -> Membership:
        membership = work.membership(self.author_id, work.messages[self.message_id].room_id)
        require_open(membership.room)
        self.require_right(membership)
        return membership

    def require_right(self, member: Membership) -> None:
        """Check that moderators let the member do this. A change that says something to the others asks for more.

        Raises:
            Banned, Muted, ReadOnly: They do not.
        """
        require_active(member)

    @abstractmethod
    def apply_to(self, message: Message, member: Membership, work: Work) -> None:
        """Change the message in memory, and record that it has a new rev. A change that changes nothing does neither.

        Args:
            message: The message, with its details.
            member: The membership of the user. Its room is loaded and open.
            work: Where to note what is to be written.

        Raises:
            ChatError: The change is refused.
        """


def require_undeleted(message: Message) -> None:
    """Raise NotFound if the message is deleted."""
    if message.deleted_at is not None:
        raise NotFound(_("This message is deleted."))


def require_author(message: Message, member: Membership) -> None:
    """Check that the member wrote the message. Nobody else changes its words, which stand under its author's name.

    Raises:
        NotFound: It is deleted.
        Forbidden: The member is not its author, or it is a system line.
    """
    require_undeleted(message)
    if message.kind == MessageKind.SYSTEM or message.author_id != member.user_id:
        raise Forbidden(_("Only its author may change the words of this message."))


def require_own(message: Message, member: Membership) -> None:
    """Check that the member may delete the message, its previews or its poll's votes.

    Raises:
        NotFound: It is deleted.
        Forbidden: The member is neither its author nor a moderator, or it is a system line.
    """
    require_undeleted(message)
    if message.kind == MessageKind.SYSTEM or (message.author_id != member.user_id and not member.moderates):
        raise Forbidden(_("Only its author or a moderator may change this message."))
