"""Read a user's drafts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chat.models import Attachment, Draft, Message
from chat.protocol.files import attachment_payload
from chat.protocol.messages.drafts import DraftParts, DraftPayload
from chat.protocol.messages.payload import reply_payload


def drafts(user_id: int) -> list[DraftPayload]:
    """Return the user's drafts of all rooms, latest first, in a fixed number of queries."""
    rows = Draft.objects.filter(membership__user_id=user_id).select_related("membership")
    return payloads(list(rows.order_by("-updated_at", "pk")))


def draft_of(user_id: int, room_id: int) -> DraftPayload | None:
    """Return the user's draft of a room, if there is one."""
    rows = Draft.objects.filter(membership__user_id=user_id, membership__room_id=room_id).select_related("membership")
    return next(iter(payloads(list(rows))), None)


def payloads(rows: Sequence[Draft]) -> list[DraftPayload]:
    """Describe drafts, whose memberships are loaded, without files that were sent and messages that were deleted."""
    if not rows:
        return []
    parts = {row.pk: stored_parts(row) for row in rows}
    messages = _messages([id for each in parts.values() for id in message_ids(each)])
    files = unsent_files([id for each in parts.values() for id in each.attachment_ids])
    return [_payload(row, parts[row.pk], messages, files) for row in rows]


def nothing(room_id: int, updated_at: datetime) -> DraftPayload:
    """Describe a draft that was removed."""
    return DraftPayload(
        room_id=room_id,
        content="",
        updated_at=updated_at,
        attachments=[],
        threads=[],
    )


def stored_parts(row: Draft) -> DraftParts:
    return DraftParts.model_validate_json(row.parts) if row.parts else DraftParts()


def message_ids(parts: DraftParts) -> list[int]:
    """Return the ids of the messages that a draft refers to."""
    edited = [parts.edit.message_id] if parts.edit else []
    quoted = [parts.reply_to] if parts.reply_to else []
    return [*edited, *quoted, *(thread.root_id for thread in parts.threads)]


def unsent_files(ids: Sequence[int]) -> dict[int, Attachment]:
    """Return those of these files that are in no message, and in none that is sent later, by id."""
    return Attachment.objects.kept().filter(message=None, scheduled=None).in_bulk(set(ids)) if ids else {}


def _messages(ids: Sequence[int]) -> dict[int, Message]:
    """Return those of these messages that are not deleted, by id."""
    return Message.objects.filter(deleted_at=None).select_related("author").in_bulk(set(ids)) if ids else {}


def _payload(row: Draft, parts: DraftParts, messages: dict[int, Message], files: dict[int, Attachment]) -> DraftPayload:
    quoted = messages.get(parts.reply_to or 0)
    more: dict[str, Any] = {}
    if quoted is not None:
        more["reply_to"] = reply_payload(quoted)
    if parts.edit and parts.edit.message_id in messages:
        more["edit"] = parts.edit
    if parts.poll:
        more["poll"] = parts.poll
    return DraftPayload(
        room_id=row.membership.room_id,
        content=row.content,
        attachments=[attachment_payload(files[id].facts) for id in parts.attachment_ids if id in files],
        threads=[thread for thread in parts.threads if thread.root_id in messages],
        updated_at=row.updated_at,
        **more,
    )
