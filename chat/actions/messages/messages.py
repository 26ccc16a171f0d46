"""Send, edit and delete messages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.actions import search
from chat.actions.files import attachments
from chat.actions.frames import changed_message, in_room, mention_counts
from chat.actions.link_previews import link_previews, worker
from chat.actions.messages.locking import get_undeleted, lock_for_change
from chat.actions.sending import mentions, replies
from chat.actions.sending.committer import Draft, commit
from chat.actions.sending.numbering import lock, next_rev
from chat.delivery.announce import announce
from chat.errors import ChatError, Conflict, NotFound
from chat.models import Membership, Mention, Message, MessageEdit, Poll, Room, User
from chat.protocol.messages.content import clean_content
from chat.protocol.messages.events import Changed, Sent
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
    """A message to submit to the committer. With `thread_id` a reply in that thread, which the room shows if `in_room`.

    Raises Invalid, TooLong.
    """
    # A picture may go without a word.
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


def send(*, by: User, room_id: int, content: str, client_id: UUID, **more: Any) -> Sent:
    """Store a message and tell its room. The same client_id of the same author again: the stored message's numbers,
    and nothing new.

    Raises Invalid, TooLong, NotFound, NotAMember, Archived, RateLimited, Unavailable.
    """
    outcome = commit([draft(by=by, room_id=room_id, content=content, client_id=client_id, **more)])[0]
    if isinstance(outcome, ChatError):
        raise outcome
    return outcome


def edit(*, by: User, message_id: int, content: str, rev: int | None = None) -> Changed:
    """Give a message another text; with `rev`, only if it is still the one that had this rev.

    Raises NotFound, NotAMember, Forbidden, Archived, Invalid, TooLong, Conflict.
    """
    content = clean_content(content)
    with transaction.atomic():
        message, membership = lock_for_change(by, message_id)
        if rev is not None and message.rev != rev:
            raise Conflict(_("This message has changed since you read it."))
        if Poll.objects.filter(message=message).exists():
            raise Conflict(_("A poll cannot be edited: people have read what they chose from."))
        if message.content != content:
            _rewrite(message, membership.room, content, by)
    return Changed(rev=message.rev)


def delete(*, by: User, message_id: int, as_staff: bool = False) -> Changed:
    """Empty a message; its place in the room stays.

    `as_staff`: by the site's administration. Raises NotFound, NotAMember, Forbidden, Archived.
    """
    with transaction.atomic():
        if as_staff and by.is_staff:
            message, room = _message_in_locked_room(message_id)
        else:
            message, membership = lock_for_change(by, message_id)
            room = membership.room
        _erase(message, room)
    return Changed(rev=message.rev)


def _message_in_locked_room(message_id: int) -> tuple[Message, Room]:
    found = Message.objects.filter(pk=message_id).values_list("room_id", flat=True).first()
    if found is None:
        raise NotFound(_("There is no such message here."))
    room = lock(found)
    return get_undeleted(message_id), room


def _rewrite(message: Message, room: Room, content: str, by: User) -> None:
    author = Membership.objects.select_related("room").filter(room=room, user_id=message.author_id).first()
    all_allowed = author is not None and mentions.may_call_all(author)
    text = mentions.read(content, may_call_all=all_allowed)
    before = {row.membership_id: row.membership for row in message.mention_rows.select_related("membership")}
    edited_at = timezone.now()
    _keep(message, by, edited_at)
    said = message.extra
    message.content, message.edited_at = content, edited_at
    message.html = text.html
    message.extra = attachments.kept(message) | link_previews.remaining_previews(message)
    after = {row.pk: row for row in mentions.members_called([(message, text)])[0]}
    message.mention_rows.exclude(membership_id__in=after).delete()
    Mention.objects.bulk_create(mentions.note(message, [after[pk] for pk in after.keys() - before.keys()]))
    message.rev = next_rev(room)
    message.save(update_fields=["content", "html", "extra", "edited_at", "rev"])
    search.reindex(message)
    changed = [(before | after)[pk] for pk in before.keys() ^ after.keys()]
    told = mention_counts(changed, room.last_seq)
    if message.thread_id:
        told += replies.called_since(message, [row for row in after.values() if not mentions.calls(said, row.user_id)])
    announce(in_room(room, changed_message(message)), *told)
    worker.enqueue([message])


def _keep(message: Message, by: User, at: datetime) -> None:
    """Note the text that is replaced, for the message's history; of very many only the latest."""
    MessageEdit.objects.create(message=message, content=message.content, edited_at=at, editor=by)
    kept = message.edits.order_by("-id").values_list("pk", flat=True)[: conf.EDITS_KEPT]
    message.edits.exclude(pk__in=list(kept)).delete()


def _erase(message: Message, room: Room) -> None:
    changed = [row.membership for row in message.mention_rows.select_related("membership")]
    message.mention_rows.all().delete()
    message.reactions.all().delete()
    message.edits.all().delete()
    Poll.objects.filter(message=message).delete()
    attachments.discard_of(message)
    message.content = message.html = ""
    message.extra = {}
    message.deleted_at = timezone.now()
    message.rev = next_rev(room)
    message.save(update_fields=["content", "html", "extra", "deleted_at", "rev"])
    search.forget(message)
    told = [*mention_counts(changed, room.last_seq), *replies.recounted(message, room)]
    announce(in_room(room, changed_message(message)), *told)
