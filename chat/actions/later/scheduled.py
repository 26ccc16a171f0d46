"""Schedule messages, and send them when they are due."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import cast
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.access import membership_for, message_for
from chat.actions import leases
from chat.actions.changes.committer import commit_message
from chat.actions.changes.numbering import require_open
from chat.actions.changes.rendering import needs_rendering, rendered
from chat.actions.changes.verbs.send import Send
from chat.actions.files import attachments
from chat.actions.later.notices import announce_counts, notify
from chat.actions.later.times import clean_future_time
from chat.actions.messages import messages
from chat.errors import Banned, ChatError, Conflict, NotFound, RateLimited, SlowMode, Unavailable
from chat.models import ScheduledMessage, User
from chat.models.leases import LeasedQuerySet
from chat.protocol.messages.content import clean_content
from chat.protocol.messages.events import SendAck
from chat.queries import later
from chat.rate_limits.kinds import limited
from chat.text.characters import BLANK

TEMPORARY = (RateLimited, Unavailable)
"""Refusals after which the message is tried again."""


@limited("personal")
def create(
    *,
    by: User,
    room_id: int,
    content: str,
    send_at: datetime,
    client_id: UUID,
    reply_to: int | None = None,
    attachment_ids: Sequence[int] = (),
) -> ScheduledMessage:
    """Store a message to be sent at `send_at`. The same `client_id` again returns the row that is stored.

    Its files are kept until it is sent or cancelled, and are in no draft any more.

    Raises:
        Invalid, TooLong: The text or the time cannot be accepted.
        NotFound, NotAMember, Archived: The user cannot write in this room, `reply_to` is not in it, or a file is not
            there any more.
        Conflict: The user has SCHEDULED_PER_USER messages waiting.
    """
    content, send_at = _clean(content, bool(attachment_ids)), clean_future_time("sendAt", send_at)
    with transaction.atomic():
        stored = by.scheduled.filter(client_id=client_id).first()
        if stored is not None:
            return stored
        require_open(membership_for(by.pk, room_id).room)
        if reply_to is not None and message_for(by.pk, reply_to).room_id != room_id:
            raise NotFound(_("The message to reply to is not in this room."))
        if by.scheduled.count() >= conf.SCHEDULED_PER_USER:
            raise Conflict(format_lazy(_("You can schedule at most {most} messages."), most=conf.SCHEDULED_PER_USER))
        row: ScheduledMessage = by.scheduled.create(
            room_id=room_id, content=content, send_at=send_at, client_id=client_id, reply_to_id=reply_to
        )
        attachments.hold(row, attachment_ids)
        announce_counts(by.pk)
    return row


@limited("personal")
def change(
    *, by: User, scheduled_id: int, content: str | None = None, send_at: datetime | None = None
) -> ScheduledMessage:
    """Change the text or the time of a scheduled message. One that was refused is tried again.

    Raises:
        NotFound: The user has no such message, or it has been sent.
        Invalid, TooLong: The text or the time cannot be accepted.
    """
    with transaction.atomic():
        row = _lock_own(by, scheduled_id)
        row.content = row.content if content is None else _clean(content, row.attachments.exists())
        row.send_at = row.send_at if send_at is None else clean_future_time("sendAt", send_at)
        row.refusal = ""
        row.save(update_fields=["content", "send_at", "refusal"])
        leases.revive(ScheduledMessage.objects.filter(pk=row.pk))
        announce_counts(by.pk)
    return row


@limited("personal")
def cancel(*, by: User, scheduled_id: int) -> None:
    """Delete a scheduled message.

    Raises:
        NotFound: The user has no such message, or it has been sent.
    """
    with transaction.atomic():
        _lock_own(by, scheduled_id).delete()
        announce_counts(by.pk)


def prepare(*, scheduled_id: int, by: User | None = None) -> Send | None:
    """Render a scheduled message, on a reader thread: the author decides what this costs.

    Args:
        scheduled_id: The message.
        by: Only a message of this user.

    Returns:
        The draft to give to `send_now` or `send_due`, or None if there is nothing to send.

    Raises:
        RateLimited: The author's budget for rendering is used up.
    """
    rows = ScheduledMessage.objects.filter(pk=scheduled_id).select_related("author")
    row = (rows if by is None else rows.filter(author=by)).first()
    if row is None:
        return None
    try:
        draft = _draft(row)
    except ChatError:
        return None  # The one who sends it finds out, and stores the refusal.
    if not needs_rendering(draft):
        return draft
    [result] = rendered([draft])
    if isinstance(result, Exception):
        raise result
    return cast(Send, result)


def send_now(*, by: User, scheduled_id: int, prepared: Send | None = None) -> SendAck:
    """Send a scheduled message before its time. If that is refused, the row stays as it was.

    Args:
        by: The author.
        scheduled_id: The message.
        prepared: The result of `prepare`. Without it the text is rendered in the transaction.

    Raises:
        NotFound: The user has no such message, or it has been sent.
        ChatError: `messages.send` raises it.
    """
    with transaction.atomic():
        return _send(_lock_own(by, scheduled_id), prepared)


def send_due(*, scheduled_id: int, prepared: Send | None = None) -> None:
    """Send a message that is due, once, however many processes try. In a room with slow mode it waits for its turn.

    The message is stored and its row deleted in one transaction. A refusal that is not temporary is stored in the row,
    and its author is notified. `prepared` is what `prepare` returned, as for `send_now`.

    Raises:
        RateLimited, Unavailable: The message is tried again.
        Exception: Something else went wrong; the message is tried again after a pause, until it has no attempt left.
    """
    due = _due().filter(pk=scheduled_id)
    send = partial(_send_claimed, prepared=prepared)
    leases.attempt(due, send, seconds=conf.LATER_LEASE, give_up=_give_up, passing=TEMPORARY)


def _due() -> LeasedQuerySet[ScheduledMessage]:
    due: LeasedQuerySet[ScheduledMessage] = ScheduledMessage.objects.filter(send_at__lte=timezone.now(), refusal="")
    return due.select_related("author")


def _send_claimed(claimed: ScheduledMessage, prepared: Send | None) -> None:
    row = leases.hold(_due(), claimed)
    if row is None:
        return
    try:
        _send(row, prepared)
    except TEMPORARY:
        raise
    except SlowMode as wait:
        # The others that are due must not wait behind it: slow mode may mean hours.
        leases.release(row, seconds=(wait.retry_after_ms or 0) / 1000)
    except ChatError as error:
        _refuse(row, error)


def _give_up(row: ScheduledMessage) -> None:
    _refuse(row, Unavailable())


def _send(row: ScheduledMessage, prepared: Send | None) -> SendAck:
    if not row.author.is_active:
        raise Banned()
    draft = _draft(row)
    # The row may have changed since it was prepared.
    sent = commit_message(prepared if prepared is not None and prepared == draft else draft)
    row.delete()
    announce_counts(row.author_id)
    return sent


def _draft(row: ScheduledMessage) -> Send:
    return messages.draft(
        by=row.author,
        room_id=row.room_id,
        content=row.content,
        client_id=row.client_id,
        reply_to=row.reply_to_id,
        attachment_ids=list(row.attachments.values_list("pk", flat=True)),
    )


def _clean(content: str, has_files: bool) -> str:
    """Return the text to store. Only a message with files may be blank. Raises Invalid, TooLong."""
    return "" if has_files and BLANK.fullmatch(content) else clean_content(content)


def _refuse(row: ScheduledMessage, error: ChatError) -> None:
    row.refusal = error.code
    row.save(update_fields=["refusal"])
    notify(row.author_id, later.refusal_notification(row, error))
    announce_counts(row.author_id)


def _lock_own(by: User, scheduled_id: int) -> ScheduledMessage:
    row: ScheduledMessage | None = (
        by.scheduled.select_for_update(of=("self",)).select_related("author").filter(pk=scheduled_id).first()
    )
    if row is None:
        raise NotFound(_("This message is no longer scheduled."))
    return row
