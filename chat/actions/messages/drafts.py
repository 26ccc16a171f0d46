"""Save what a user is about to do in a room, for their other devices."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from chat import conf
from chat.access import membership_for
from chat.delivery.announce import announce, to_user
from chat.delivery.announcements import Frame
from chat.errors import TooLong
from chat.models import Draft, Membership, Message, User
from chat.protocol.events import event
from chat.protocol.messages.drafts import DraftParts, DraftPayload
from chat.queries.messages import drafts as queries
from chat.rate_limits.kinds import limited
from chat.text.characters import BLANK, UNSTORABLE


@limited("personal")
def save(*, by: User, room_id: int, content: str, **parts: Any) -> DraftPayload:
    """Save the user's draft of a room, and announce it to their connections.

    A draft in which nothing is left is deleted. The same again changes nothing. Messages of other rooms and files that
    the user cannot send (any more) are left out, because another tab may have sent them a moment ago.

    Args:
        by: The user.
        room_id: The room.
        content: The unsent text.
        parts: Fields of DraftParts; those that are left out stay as they are.

    Raises:
        NotFound, NotAMember: The user is not in this room.
        TooLong: The text is longer than a message may be.
    """
    content = _storable(content)
    if len(content) > conf.MESSAGE_LENGTH:
        raise TooLong()
    content = "" if BLANK.fullmatch(content) else content
    with transaction.atomic():
        membership = membership_for(by.pk, room_id)
        saved = Draft.objects.select_for_update().filter(membership=membership).first()
        before = queries.stored_parts(saved) if saved else DraftParts()
        after = _cleaned(before.model_copy(update=parts), by, room_id) if parts else before
        text = _storable(after.model_dump_json(by_alias=True, exclude_defaults=True)) if after != DraftParts() else ""
        if saved and (saved.content, saved.parts) == (content, text):
            saved.membership = membership
            return queries.payloads([saved])[0]
        if not content and not text:
            return _remove(by, membership, saved)
        values = {"content": content, "parts": text}
        draft = Draft.objects.update_or_create(membership=membership, defaults=values)[0]
        draft.membership = membership
        if after.attachment_ids != before.attachment_ids:
            draft.attachments.set(queries.unsent_files(after.attachment_ids).values())
        return _announced(by, queries.payloads([draft])[0])


def _remove(by: User, membership: Membership, saved: Draft | None) -> DraftPayload:
    nothing = queries.nothing(membership.room_id, timezone.now())
    if saved is None:
        return nothing
    saved.delete()
    return _announced(by, nothing)


def _announced(by: User, payload: DraftPayload) -> DraftPayload:
    announce(to_user(by.pk, Frame(event("draft", payload), subject=f"draft:{payload.room_id}")))
    return payload


def _cleaned(parts: DraftParts, by: User, room_id: int) -> DraftParts:
    """Return the parts without messages of other rooms, files that the user cannot send, and blank texts."""
    ids = queries.message_ids(parts)
    known = set(Message.objects.filter(pk__in=ids, room_id=room_id).values_list("pk", flat=True)) if ids else set()
    files = queries.unsent_files(parts.attachment_ids)
    mine = [id for id in dict.fromkeys(parts.attachment_ids) if id in files and files[id].uploader_id == by.pk]
    threads = [each for each in parts.threads if each.root_id in known and not BLANK.fullmatch(each.content)]
    return parts.model_copy(
        update={
            "reply_to": parts.reply_to if parts.reply_to in known else None,
            "edit": parts.edit if parts.edit and parts.edit.message_id in known else None,
            "attachment_ids": mine,
            "threads": threads,
        }
    )


def _storable(text: str) -> str:
    return UNSTORABLE.sub("", text.replace("\0", ""))
