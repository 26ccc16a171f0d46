"""Delete a message."""

from dataclasses import dataclass

from django.utils import timezone

from chat.actions.changes.change import SITE, MemberChange, require_own, require_undeleted
from chat.actions.changes.work import Work
from chat.models import Membership, Message
from chat.protocol.messages.events import ChangeAck


@dataclass(frozen=True)
class Delete(MemberChange):
    """Erases a message's content. Its row stays, so that the room's numbers have no gap.

    With `as_staff` it needs no membership. Only drafts of staff may set it.
    """

    needs_mentions = True

    as_staff: bool = False

    @property
    def finder_id(self) -> int:
        return SITE if self.as_staff else self.author_id

    @property
    def kind(self) -> str | None:
        return None if self.as_staff else "changes"

    def apply(self, work: Work) -> ChangeAck:
        if not self.as_staff:
            return super().apply(work)
        message = self.find(work)
        if not self._is_done(message, work):
            require_undeleted(message)
            self._erase(message, work)
        return ChangeAck(rev=message.rev)

    def apply_to(self, message: Message, member: Membership, work: Work) -> None:
        if not self._is_done(message, work):
            require_own(message, member)
            self._erase(message, work)

    def _is_done(self, message: Message, work: Work) -> bool:
        """Whether an earlier attempt may have deleted the message, and only its answer was lost."""
        return work.is_retry and message.deleted_at is not None and message.pk not in work.erased

    def _erase(self, message: Message, work: Work) -> None:
        work.recounted |= {row.membership_id for row in work.rows.mentions.of(message.pk)}
        work.rows.clear(message)
        if message.mentions_everyone:
            work.recount_everyone(message)
        if message.pinned_at is not None:
            work.pins[message.room_id] -= 1
        work.files_to_discard |= {message.pk} if "attachments" in message.extra else set()
        message.content = message.html = ""
        message.extra = {}
        message.deleted_at = timezone.now()
        work.erased[message.pk] = message
        if self.author_id != message.author_id:
            work.erased_by_others[message.pk] = self.author_id
        work.record(message, only_rev=False)
