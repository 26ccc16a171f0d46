"""The message as clients receive it."""

from datetime import datetime
from typing import Any, Literal, NotRequired
from uuid import UUID

from pydantic import ConfigDict
from pydantic.alias_generators import to_camel
from typing_extensions import TypedDict

from chat.models import Message, MessageKind, Reaction
from chat.protocol.base import Payload, Time
from chat.protocol.files import AttachmentPayload, attachment_payloads, first_file_name
from chat.protocol.link_previews import LinkPreviewPayload, link_preview_payloads
from chat.protocol.messages.polls import PollPayload, poll_field
from chat.protocol.people import AuthorPayload, author_payload
from chat.text.messages.content import SNIPPET, plain_html, shortened, snippet


class ReplyPayload(Payload):
    """The quoted message. `content` is one line of its text."""

    id: int
    seq: int
    author: AuthorPayload
    content: str
    deleted_at: Time | None


class ReactionPayload(Payload):
    emoji: str
    user_ids: list[int]


class ThreadPayload(Payload):
    """The thread whose root is this message. `participants` are the ids of the first people who replied."""

    count: int
    last_reply_at: Time | None
    participants: list[int]


class SystemEvent(TypedDict):
    """The event that a system message reports. The other keys depend on `event`."""

    __pydantic_config__ = ConfigDict(extra="allow")  # type: ignore[misc]

    event: str
    name: NotRequired[str]
    reason: NotRequired[str]
    topic: NotRequired[str]
    userId: NotRequired[int]
    days: NotRequired[int]


class MessagePayload(Payload):
    """The whole state of a message.

    `content` is the Markdown source, `html` the same rendered. `system` says what happened if `kind` is `system`;
    `content` is then a line in English. `thread_id` is the root if the message is a reply in a thread; `in_room` is
    false if it is shown only in the thread. `poll` is left out unless the message is a poll.
    """

    id: int
    room_id: int
    seq: int
    rev: int
    kind: Literal["message", "system"]
    client_id: UUID | None
    author: AuthorPayload
    content: str
    html: str
    reply_to: ReplyPayload | None
    reactions: list[ReactionPayload]
    attachments: list[AttachmentPayload]
    previews: list[LinkPreviewPayload]
    mentions: list[int]
    mentions_everyone: bool
    system: SystemEvent | None
    thread_id: int | None
    in_room: bool
    thread: ThreadPayload | None
    pinned_at: Time | None
    pinned_by: int | None
    created_at: Time
    edited_at: Time | None
    deleted_at: Time | None
    poll: PollPayload | None = None


def reply_payload(message: Message) -> ReplyPayload:
    return ReplyPayload(
        id=message.pk,
        seq=message.seq,
        author=author_payload(message.author),
        content="" if message.deleted_at else excerpt(message) or first_file_name(message),
        deleted_at=message.deleted_at,
    )


def excerpt(message: Message) -> str:
    """Return a message as one line of plain text. A system line is plain text already, whatever names it contains."""
    is_plain = message.kind == MessageKind.SYSTEM
    return shortened(message.content, SNIPPET) if is_plain else snippet(message.content)


def message_html(message: Message) -> str:
    """Return the rendered text. Earlier versions rendered the names in system lines as Markdown."""
    return plain_html(message.content) if message.kind == MessageKind.SYSTEM else message.html


def system_event(message: Message) -> dict[str, Any] | None:
    """Return what a system line reports. Rows of earlier versions have keys in snake case."""
    facts = message.extra.get("system")
    return None if facts is None else {to_camel(key): value for key, value in facts.items()}


def reaction_payloads(reactions: list[Reaction]) -> list[ReactionPayload]:
    """Group reactions by emoji, in the order of first use."""
    by_emoji: dict[str, list[int]] = {}
    for reaction in reactions:
        by_emoji.setdefault(reaction.emoji, []).append(reaction.user_id)
    return [ReactionPayload(emoji=emoji, user_ids=ids) for emoji, ids in by_emoji.items()]


def thread_payload(message: Message) -> ThreadPayload | None:
    facts = message.thread_facts
    if not facts:
        return None
    last = datetime.fromisoformat(facts["last"]) if facts["last"] else None
    return ThreadPayload(count=facts["count"], last_reply_at=last, participants=facts["people"])


def message_payload(message: Message, *, is_new: bool = False) -> MessagePayload:
    """Describe a message.

    Args:
        message: with its author, its quoted message and its poll loaded.
        is_new: the message was stored a moment ago. It has no reactions, so they are not queried.
    """
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
        html="" if deleted else message_html(message),
        reply_to=reply_payload(message.reply_to) if message.reply_to and not deleted else None,
        reactions=[] if is_new or deleted else reaction_payloads(list(message.reactions.all())),
        attachments=[] if deleted else attachment_payloads(message),
        previews=[] if deleted else link_preview_payloads(message),
        mentions=[] if deleted else message.extra.get("mentions", []),
        mentions_everyone=not deleted and message.extra.get("everyone", False),
        system=system_event(message),
        thread_id=message.thread_id,
        in_room=message.in_room,
        thread=thread_payload(message),
        pinned_at=None if deleted else message.pinned_at,
        pinned_by=None if deleted else message.pinned_by_id,
        created_at=message.created_at,
        edited_at=message.edited_at,
        deleted_at=message.deleted_at,
        **poll_field(message),
    )
