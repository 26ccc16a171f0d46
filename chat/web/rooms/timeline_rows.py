"""The rows of a timeline: messages, day dividers and the "new" divider.

The page's scripts follow the same rules; tests/fixtures/rows has cases for both.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils import timezone

from chat.protocol.messages.payload import MessagePayload
from chat.web.rooms.boot import Boot

GROUP_WITHIN = timedelta(minutes=5)
"""Messages of one author within this time are shown without repeating the name."""


@dataclass(frozen=True)
class Row:
    """A row of `kind` day, unread, message or ignored. The scripts give the same row the same `key`.

    `folded` are the ids of the messages that an ignored row stands for.
    """

    kind: str
    key: str
    day: date | None = None
    message: MessagePayload | None = None
    continues: bool = False
    mentions_me: bool = False
    folded: tuple[int, ...] = ()


def timeline_rows(start: Boot) -> list[Row]:
    """Return the rows of the timeline, from top to bottom."""
    return _without_ignored(list(_rows(_shown(start), start)), set(start.user.ignored))


def _shown(start: Boot) -> list[MessagePayload]:
    """Return the messages of the page without replies that are shown only in the thread."""
    return [each.payload for each in start.page.messages if each.payload.in_room]


def _rows(messages: list[MessagePayload], start: Boot) -> Iterator[Row]:
    unread, day, previous = _first_unread(start), None, None
    for message in messages:
        message_day = max(day or date.min, timezone.localtime(message.created_at).date())
        if message_day != day:
            yield Row("day", f"day:{message_day.isoformat()}", day=message_day)
        if message is unread:
            yield Row("unread", "unread")
        continues = message is not unread and message_day == day and _continues(previous, message)
        yield Row(
            "message",
            _key(message, start.user.id),
            message=message,
            continues=continues,
            mentions_me=_mentions(message, start.user.id),
        )
        day, previous = message_day, message


def _without_ignored(rows: list[Row], ignored: set[int]) -> list[Row]:
    """Fold messages of people whom the reader ignores, consecutive ones into one row. System lines are not theirs."""
    folded: list[Row] = []
    for row in rows:
        message = row.message
        if message is None or message.kind == "system" or message.author.id not in ignored:
            folded.append(row)
        elif folded and folded[-1].kind == "ignored":
            folded[-1] = replace(folded[-1], folded=(*folded[-1].folded, message.id))
        else:
            folded.append(Row("ignored", f"ignored:{message.id}", folded=(message.id,)))
    return folded


def _first_unread(start: Boot) -> MessagePayload | None:
    """Return the message below the "new" divider.

    Returns:
        None if everything is read, the message is above the page, or only the user and the system wrote since.
    """
    after, messages = start.room.read_seq, _shown(start)
    index = next((index for index, message in enumerate(messages) if message.seq > after), None)
    if not start.room.unread or index is None:
        return None
    if index == 0 and not start.page.at_start and messages[0].seq != after + 1:
        return None
    written_by_others = any(
        message.author.id != start.user.id and message.kind != "system" for message in messages[index:]
    )
    return messages[index] if written_by_others else None


def _continues(previous: MessagePayload | None, message: MessagePayload) -> bool:
    if previous is None or "system" in (previous.kind, message.kind) or message.reply_to:
        return False
    return previous.author.id == message.author.id and message.created_at - previous.created_at < GROUP_WITHIN


def _key(message: MessagePayload, user_id: int) -> str:
    return str(message.client_id) if message.client_id and message.author.id == user_id else f"message:{message.id}"


def _mentions(message: MessagePayload, user_id: int) -> bool:
    return message.mentions_everyone or user_id in message.mentions
