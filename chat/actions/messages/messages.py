"""Send, edit and delete messages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.actions import search_index
from chat.actions.files import attachments
from chat.actions.frames import changed_message, in_room, mention_counts
from chat.actions.link_previews import link_previews, worker
from chat.actions.messages.locking import get_undeleted, lock_for_change
from chat.actions.sending import mentions, replies
from chat.actions.sending.committer import commit
from chat.actions.sending.draft import Draft
from chat.actions.sending.numbering import lock_room, next_rev
from chat.delivery.announce import announce
from chat.errors import ChatError, Conflict, NotFound
from chat.models import Membership, Mention, Message, MessageEdit, Poll, Room, User
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
) -> Draft:
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
    return Draft(
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
    outcome = commit([draft(by=by, room_id=room_id, content=content, client_id=client_id, **more)])[0]
    if isinstance(outcome, ChatError):
        raise outcome
    return outcome


def edit(*, by: User, message_id: int, content: str, rev: int | None = None) -> ChangeAck:
    """Change the text of a message. The same text again changes nothing.

    Args:
        by: The author, or a moderator of the room.
        message_id: The message.
        content: The new text, in Markdown.
        rev: The rev that the editor has seen; the edit is refused if the message has changed since.

    Returns:
        The message's rev.

    Raises:
        NotFound, NotAMember, Archived: The user cannot reach the message, or change anything in its room.
        Forbidden: The user is neither the author nor a moderator.
        Invalid, TooLong: The text cannot be accepted.
        Conflict: The message has another rev, or is a poll.
    """
    content = clean_content(content)
    with transaction.atomic():
        message, membership = lock_for_change(by, message_id)
        if rev is not None and message.rev != rev:
            raise Conflict(_("This message has changed since you read it."))
        if Poll.objects.filter(message=message).exists():
            raise Conflict(_("A poll cannot be edited: people may have voted already."))
        if message.content != content:
            _rewrite(message, membership.room, content, by)
    return ChangeAck(rev=message.rev)


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
    with transaction.atomic():
        if as_staff and by.is_staff:
            message, room = _message_in_locked_room(message_id)
        else:
            message, membership = lock_for_change(by, message_id)
            room = membership.room
        _erase(message, room)
    return ChangeAck(rev=message.rev)


def _message_in_locked_room(message_id: int) -> tuple[Message, Room]:
    room_id = Message.objects.filter(pk=message_id).values_list("room_id", flat=True).first()
    if room_id is None:
        raise NotFound(_("There is no such message here."))
    room = lock_room(room_id)
    return get_undeleted(message_id), room


def _rewrite(message: Message, room: Room, content: str, by: User) -> None:
    author = Membership.objects.select_related("room").filter(room=room, user_id=message.author_id).first()
    all_allowed = author is not None and mentions.may_mention_everyone(author)
    text = mentions.resolve_text(content, may_mention_everyone=all_allowed)
    before = {row.membership_id: row.membership for row in message.mention_rows.select_related("membership")}
    edited_at = timezone.now()
    _store_version(message, by, edited_at)
    extra_before = message.extra
    message.content, message.edited_at = content, edited_at
    message.html = text.html
    message.extra = attachments.extra_to_keep(message) | link_previews.remaining_previews(message)
    after = {row.pk: row for row in mentions.mentioned_members([(message, text)])[0]}
    message.mention_rows.exclude(membership_id__in=after).delete()
    Mention.objects.bulk_create(mentions.mention_rows(message, [after[pk] for pk in after.keys() - before.keys()]))
    message.rev = next_rev(room)
    message.save(update_fields=["content", "html", "extra", "edited_at", "rev"])
    search_index.update(message)
    changed = [(before | after)[pk] for pk in before.keys() ^ after.keys()]
    announcements = mention_counts(changed, room.last_seq)
    if message.thread_id:
        announcements += replies.follow_after_edit(
            message, [row for row in after.values() if not mentions.is_mentioned(extra_before, row.user_id)]
        )
    announce(in_room(room, changed_message(message)), *announcements)
    worker.enqueue([message])


def _store_version(message: Message, by: User, at: datetime) -> None:
    """Store the text that is replaced in the message's history, which keeps the latest EDITS_KEPT."""
    MessageEdit.objects.create(message=message, content=message.content, edited_at=at, editor=by)
    kept = message.edits.order_by("-id").values_list("pk", flat=True)[: conf.EDITS_KEPT]
    message.edits.exclude(pk__in=list(kept)).delete()


def _erase(message: Message, room: Room) -> None:
    changed = [row.membership for row in message.mention_rows.select_related("membership")]
    message.mention_rows.all().delete()
    message.reactions.all().delete()
    message.edits.all().delete()
    Poll.objects.filter(message=message).delete()
    attachments.discard_files_of(message)
    message.content = message.html = ""
    message.extra = {}
    message.deleted_at = timezone.now()
    message.rev = next_rev(room)
    message.save(update_fields=["content", "html", "extra", "deleted_at", "rev"])
    search_index.remove(message)
    announcements = [*mention_counts(changed, room.last_seq), *replies.recount_thread(message, room)]
    announce(in_room(room, changed_message(message)), *announcements)
