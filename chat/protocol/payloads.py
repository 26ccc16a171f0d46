"""The shapes on the wire. Keys are camelCase there and snake_case here; times are RFC 3339, UTC, milliseconds."""

from typing import Any
from uuid import UUID

from chat.errors import ChatError
from chat.models import Message, Reaction, Room, User
from chat.protocol.message_parts import (
    AttachmentPayload,
    PollPayload,
    PreviewPayload,
    ThreadPayload,
    attachments_of,
    first_file,
    poll_of,
    previews_of,
    thread_payload,
)
from chat.protocol.shape import Payload, Time
from chat.text.messages.content import snippet

__all__ = ["Payload", "Time"]


class ErrorPayload(Payload):
    code: str
    message: str
    fields: dict[str, str] | None = None
    retry_after_ms: int | None = None
    fatal: bool | None = None


class AuthorPayload(Payload):
    id: int
    username: str
    display_name: str
    avatar_url: str
    is_bot: bool


class MePayload(AuthorPayload):
    is_staff: bool
    time_zone: str
    language: str


class ReplyPayload(Payload):
    id: int
    seq: int
    author: AuthorPayload
    content: str
    deleted_at: Time | None


class DraftPayload(Payload):
    """Empty `content`: there is none (any more)."""

    room_id: int
    content: str
    updated_at: Time


class ReactionPayload(Payload):
    emoji: str
    user_ids: list[int]


class MessagePayload(Payload):
    id: int
    room_id: int
    seq: int
    rev: int
    kind: str
    client_id: UUID | None
    author: AuthorPayload
    content: str
    html: str
    reply_to: ReplyPayload | None
    reactions: list[ReactionPayload]
    attachments: list[AttachmentPayload]
    previews: list[PreviewPayload]
    mentions: list[int]
    mentions_everyone: bool
    system: dict[str, Any] | None
    thread_id: int | None
    in_room: bool
    thread: ThreadPayload | None
    pinned_at: Time | None
    pinned_by: int | None
    created_at: Time
    edited_at: Time | None
    deleted_at: Time | None
    poll: PollPayload | None = None


class RoomPayload(Payload):
    """A sidebar entry: the room as one member sees it.

    `role` is null for a public room that the reader has not joined.
    """

    id: int
    name: str
    slug: str
    kind: str
    topic: str
    role: str | None
    seq: int
    rev: int
    read_seq: int
    unread: int
    mentions: int
    threads: int
    notify: str
    archived: bool
    online: int
    member_count: int
    last_message_at: Time | None
    peer: AuthorPayload | None = None
    members: list[AuthorPayload] | None = None


def author_payload(user: User) -> AuthorPayload:
    return AuthorPayload(
        id=user.pk, username=user.username, display_name=user.name, avatar_url=user.avatar_url, is_bot=user.is_bot
    )


def me_payload(user: User) -> MePayload:
    author = author_payload(user)
    return MePayload(**dict(author), is_staff=user.is_staff, time_zone=user.time_zone, language=user.language)


def reply_payload(message: Message) -> ReplyPayload:
    text = "" if message.deleted_at else snippet(message.content) or first_file(message)
    return ReplyPayload(
        id=message.pk,
        seq=message.seq,
        author=author_payload(message.author),
        content=text,
        deleted_at=message.deleted_at,
    )


def reaction_payloads(reactions: list[Reaction]) -> list[ReactionPayload]:
    """Reactions grouped by emoji, in the order in which each was first used."""
    by_emoji: dict[str, list[int]] = {}
    for reaction in reactions:
        by_emoji.setdefault(reaction.emoji, []).append(reaction.user_id)
    return [ReactionPayload(emoji=emoji, user_ids=ids) for emoji, ids in by_emoji.items()]


def message_payload(message: Message, *, is_new: bool = False) -> MessagePayload:
    """The message's whole state. `is_new` saves the query for reactions, of which a new message has none."""
    deleted = message.deleted_at is not None
    return MessagePayload(
        id=message.pk,
        room_id=message.room_id,
        seq=message.seq,
        rev=message.rev,
        kind=message.kind,
        client_id=message.client_id,
        author=author_payload(message.author),
        content="" if deleted else message.content,
        html="" if deleted else message.html,
        reply_to=reply_payload(message.reply_to) if message.reply_to and not deleted else None,
        reactions=[] if is_new or deleted else reaction_payloads(list(message.reactions.all())),
        attachments=[] if deleted else attachments_of(message),
        previews=[] if deleted else previews_of(message),
        mentions=[] if deleted else message.extra.get("mentions", []),
        mentions_everyone=not deleted and message.extra.get("everyone", False),
        system=message.extra.get("system"),
        thread_id=message.thread_id,
        in_room=message.in_room,
        thread=thread_payload(message),
        pinned_at=None if deleted else message.pinned_at,
        pinned_by=None if deleted else message.pinned_by_id,
        created_at=message.created_at,
        edited_at=message.edited_at,
        deleted_at=message.deleted_at,
        **poll_of(message),
    )


def error_payload(error: ChatError, *, fatal: bool | None = None) -> ErrorPayload:
    given: dict[str, Any] = {"fields": error.fields, "retry_after_ms": error.retry_after_ms, "fatal": fatal}
    return ErrorPayload(
        code=error.code, message=error.message, **{key: value for key, value in given.items() if value is not None}
    )


def room_facts(room: Room) -> dict[str, Any]:
    """What every reader of a room sees alike; the reader's own part is added by queries.sidebar."""
    return {
        "id": room.pk,
        "name": room.name,
        "slug": room.slug,
        "kind": room.kind,
        "topic": room.topic,
        "seq": room.last_seq,
        "rev": room.last_rev,
        "archived": room.is_archived,
        "member_count": room.member_count,
        "last_message_at": room.last_message_at,
    }
