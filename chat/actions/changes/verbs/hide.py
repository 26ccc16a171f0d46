"""Hide messages, and show them again. Moderators do this, and nobody needs to be in the room."""

from dataclasses import dataclass

from django.utils import timezone

from chat.actions.changes.change import SITE, Change
from chat.actions.changes.mentions import mention_rows
from chat.actions.changes.work import Work
from chat.models import Message, MessageKind
from chat.protocol.messages.events import ChangeAck


@dataclass(frozen=True)
class SiteChange(Change):
    """A change that was allowed already, of a message in any room."""

    @property
    def kind(self) -> None:
        return None

    @property
    def finder_id(self) -> int:
        return SITE


@dataclass(frozen=True)
class Hide(SiteChange):
    """Makes a message look deleted. Its row keeps the text, the files and the reactions, so that `Show` can restore it.

    It changes nothing if the message is deleted or hidden already.
    """

    needs_mentions = True

    action_id: int

    def apply(self, work: Work) -> ChangeAck:
        message = self.find(work)
        if message.deleted_at is None and message.kind != MessageKind.SYSTEM:
            work.recounted |= {row.membership_id for row in work.rows.mentions.of(message.pk)}
            work.rows.mentions.clear(message.pk)
            recount_everyone(message, work)
            message.deleted_at = timezone.now()
            work.hidden[message.pk] = self.action_id
            work.record(message, only_rev=False)
        return ChangeAck(rev=message.rev)


@dataclass(frozen=True)
class Show(SiteChange):
    """Shows a hidden message as it was. The caller has found it hidden, in this transaction.

    Attributes:
        mentioned: The memberships of those whom its text mentions.
    """

    mentioned: tuple[int, ...]

    def apply(self, work: Work) -> ChangeAck:
        message = self.find(work)
        message.deleted_at = None
        for row in mention_rows(message, self.mentioned):
            work.rows.mentions.add(message.pk, row)
            work.recounted.add(row.membership_id)
        recount_everyone(message, work)
        work.shown[message.pk] = message
        work.record(message, only_rev=False)
        return ChangeAck(rev=message.rev)


def recount_everyone(message: Message, work: Work) -> None:
    if message.mentions_everyone:
        work.recount_everyone(message)
