"""Write now, send later."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.access import membership_for, message_for
from chat.actions.later.notices import announce_counts, notify
from chat.actions.later.times import clean_future_time
from chat.actions.messages import messages
from chat.actions.sending.numbering import require_open
from chat.errors import Banned, ChatError, Conflict, NotFound, RateLimited, Unavailable
from chat.models import ScheduledMessage, User
from chat.protocol.messages.content import clean_content
from chat.protocol.messages.events import Sent
from chat.queries import later

NOT_NOW = (RateLimited, Unavailable)
"""Refusals that will pass: the message is tried again."""


def create(
    *, by: User, room_id: int, content: str, send_at: datetime, client_id: UUID, reply_to: int | None = None
) -> ScheduledMessage:
    """Keep a message until its time. The same client_id again: the one that is kept.

    Raises Invalid, TooLong, NotFound, NotAMember, Archived, Conflict.
    """
    content, send_at = clean_content(content), clean_future_time("sendAt", send_at)
    with transaction.atomic():
        kept = by.scheduled.filter(client_id=client_id).first()
        if kept is not None:
            return kept
        require_open(membership_for(by.pk, room_id).room)
        if reply_to is not None and message_for(by.pk, reply_to).room_id != room_id:
            raise NotFound(_("The message to reply to is not in this room."))
        if by.scheduled.count() >= conf.SCHEDULED_PER_USER:
            raise Conflict(format_lazy(_("At most {most} messages can wait to be sent."), most=conf.SCHEDULED_PER_USER))
        row: ScheduledMessage = by.scheduled.create(
            room_id=room_id, content=content, send_at=send_at, client_id=client_id, reply_to_id=reply_to
        )
        announce_counts(by.pk)
    return row


def change(
    *, by: User, scheduled_id: int, content: str | None = None, send_at: datetime | None = None
) -> ScheduledMessage:
    """Another text or time; one that was refused is tried once more. Raises NotFound, Invalid, TooLong."""
    with transaction.atomic():
        row = _own(by, scheduled_id)
        row.content = row.content if content is None else clean_content(content)
        row.send_at = row.send_at if send_at is None else clean_future_time("sendAt", send_at)
        row.refusal = ""
        row.save(update_fields=["content", "send_at", "refusal"])
        announce_counts(by.pk)
    return row


def cancel(*, by: User, scheduled_id: int) -> None:
    """Raises NotFound: also when it has just been sent."""
    with transaction.atomic():
        _own(by, scheduled_id).delete()
        announce_counts(by.pk)


def send_now(*, by: User, scheduled_id: int) -> Sent:
    """Raises NotFound, and what sending raises; then it is kept."""
    with transaction.atomic():
        return _send(_own(by, scheduled_id))


def send_due(*, scheduled_id: int) -> None:
    """Send what is due, once, whichever processes try: its row is locked, and goes in the transaction that sends.

    A refusal that will not pass is noted, and told to the author. Raises RateLimited, Unavailable.
    """
    with transaction.atomic():
        waiting = ScheduledMessage.objects.select_for_update(skip_locked=True, of=("self",)).select_related("author")
        row = waiting.filter(pk=scheduled_id, send_at__lte=timezone.now(), refusal="").first()
        if row is None:
            return
        try:
            _send(row)
        except NOT_NOW:
            raise
        except ChatError as error:
            _refuse(row, error)


def _send(row: ScheduledMessage) -> Sent:
    if not row.author.is_active:
        raise Banned()
    sent = messages.send(
        by=row.author,
        room_id=row.room_id,
        content=row.content,
        client_id=row.client_id,
        reply_to=row.reply_to_id,
    )
    row.delete()
    announce_counts(row.author_id)
    return sent


def _refuse(row: ScheduledMessage, error: ChatError) -> None:
    row.refusal = error.code
    row.save(update_fields=["refusal"])
    notify(row.author_id, later.refusal_notification(row, error))
    announce_counts(row.author_id)


def _own(by: User, scheduled_id: int) -> ScheduledMessage:
    row: ScheduledMessage | None = (
        by.scheduled.select_for_update(of=("self",)).select_related("author").filter(pk=scheduled_id).first()
    )
    if row is None:
        raise NotFound(_("This message does not wait any more."))
    return row
