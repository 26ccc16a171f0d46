"""Which messages a page has, and which version each of them is in."""

from collections.abc import Collection
from typing import Any, NamedTuple

from chat.models.messages.messages import Message
from chat.models.sql import any_of, fetch_rows


class MessageVersion(NamedTuple):
    """The numbers that change with anything that a message shows.

    Attributes:
        id, seq, rev: Those of the message.
        author: The author's `profile_version`.
        quoted: The rev of the quoted message, or 0.
        quoted_author: The `profile_version` of the author of the quoted message, or 0.
    """

    id: int
    seq: int
    rev: int
    author: int
    quoted: int
    quoted_author: int

    @classmethod
    def of(cls, message: Message) -> "MessageVersion":
        """Return the version of a message, whose author, quoted message and its author are loaded."""
        quoted = message.reply_to
        author = message.author.profile_version
        quoted_numbers = (quoted.rev, quoted.author.profile_version) if quoted is not None else (0, 0)
        return cls(message.pk, message.seq, message.rev, author, *quoted_numbers)


def of(ids: Collection[int]) -> list[MessageVersion]:
    """Return those of these messages that exist, in no order."""
    condition, value = any_of(ids)
    return _versions(f"message.id {condition}", value)


def before(room_id: int, seq: int, limit: int) -> list[MessageVersion]:
    """Return the messages of a room before a seq, the latest first."""
    return _versions("message.room_id = %s AND message.seq < %s ORDER BY message.seq DESC", room_id, seq, limit=limit)


def after(room_id: int, seq: int, limit: int) -> list[MessageVersion]:
    """Return the messages of a room after a seq, by rising seq."""
    return _versions("message.room_id = %s AND message.seq > %s ORDER BY message.seq", room_id, seq, limit=limit)


def changed_since(room_id: int, rev: int, limit: int) -> list[MessageVersion]:
    """Return the messages of a room that have changed since a rev, by rising rev."""
    return _versions("message.room_id = %s AND message.rev > %s ORDER BY message.rev", room_id, rev, limit=limit)


def latest_changes(room_id: int, rev: int, limit: int) -> list[MessageVersion]:
    """Return the messages of a room that have changed since a rev, the latest change first."""
    return _versions("message.room_id = %s AND message.rev > %s ORDER BY message.rev DESC", room_id, rev, limit=limit)


def replies_before(root_id: int, seq: int, limit: int) -> list[MessageVersion]:
    """Return the replies of a thread before a seq, the latest first."""
    return _versions("message.thread_id = %s AND message.seq < %s ORDER BY message.seq DESC", root_id, seq, limit=limit)


def pinned(room_id: int, limit: int) -> list[MessageVersion]:
    """Return the pinned messages of a room that are not deleted, the last pinned first."""
    return _versions(
        "message.room_id = %s AND message.pinned_at IS NOT NULL AND message.deleted_at IS NULL "
        "ORDER BY message.pinned_at DESC",
        room_id,
        limit=limit,
    )


def _versions(condition: str, *values: Any, limit: int | None = None) -> list[MessageVersion]:
    # The limit is part of the text: without it PostgreSQL plans for a tenth of the room, and joins whole tables.
    rows = fetch_rows(
        f"""
        SELECT message.id, message.seq, message.rev, author.profile_version,
            coalesce(quoted.rev, 0), coalesce(writer.profile_version, 0)
        FROM chat_message message
        JOIN chat_user author ON author.id = message.author_id
        LEFT JOIN chat_message quoted ON quoted.id = message.reply_to_id
        LEFT JOIN chat_user writer ON writer.id = quoted.author_id
        WHERE {condition} {"" if limit is None else f"LIMIT {int(limit)}"}""",  # noqa: S608
        *values,
    )
    return [MessageVersion(*row) for row in rows]
