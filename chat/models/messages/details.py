"""Read messages with everything that they show, in one prepared query."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection

from chat.models.messages.messages import Message
from chat.models.messages.polls import Poll, PollVote
from chat.models.messages.reactions import Reaction
from chat.models.people.users import User
from chat.models.sql import MESSAGE, Columns, any_of, fetch_rows

AUTHOR, WRITER = Columns(User, "author"), Columns(User, "writer")
QUOTED, POLL = Columns(Message, "quoted"), Columns(Poll, "poll")
# Of types whose values JSON gives back as the driver would.
REACTION, VOTE = Columns(Reaction, "reaction"), Columns(PollVote, "vote")
PARTS: tuple[Columns[Any], ...] = (MESSAGE, AUTHOR, QUOTED, WRITER, POLL)


def messages_with_details(ids: Collection[int]) -> list[Message]:
    """Return those of these messages that exist, as `Message.objects.with_details()` loads them.

    Reactions and votes are read at the same moment as the message, so what is encoded fits its rev. They are kept as
    lists where Django keeps prefetched rows.
    """
    condition, value = any_of(ids)
    statement = f"""
        SELECT {", ".join(map(str, PARTS))},
            {_as_json(REACTION, "chat_reaction reaction WHERE reaction.message_id = message.id")},
            {_as_json(VOTE, "chat_pollvote vote WHERE vote.poll_id = poll.id")}
        FROM chat_message message
        JOIN chat_user author ON author.id = message.author_id
        LEFT JOIN chat_message quoted ON quoted.id = message.reply_to_id
        LEFT JOIN chat_user writer ON writer.id = quoted.author_id
        LEFT JOIN chat_poll poll ON poll.message_id = message.id
        WHERE message.id {condition}"""  # noqa: S608
    return [_message(row) for row in fetch_rows(statement, value)]


def _as_json(columns: Columns[Any], source: str) -> str:
    """Return the subquery for the rows of a source, as a JSON array of their values by rising id."""
    if connection.vendor == "postgresql":
        return f"(SELECT json_agg(json_build_array({columns}) ORDER BY {columns.alias}.id)::text FROM {source})"  # noqa: S608
    rows = f"SELECT * FROM {source} ORDER BY {columns.alias}.id"  # noqa: S608
    return f"(SELECT json_group_array(json_array({columns})) FROM ({rows}) {columns.alias})"  # noqa: S608


def _message(row: Sequence[Any]) -> Message:
    *values, reactions, votes = row
    message, author, quoted, writer, poll = _instances(values)
    if quoted is not None:
        quoted._state.fields_cache["author"] = writer
    if poll is not None:
        poll._prefetched_objects_cache = {"votes": _from_json(VOTE, votes)}
    message._state.fields_cache |= {"author": author, "reply_to": quoted, "poll": poll}
    message._prefetched_objects_cache = {"reactions": _from_json(REACTION, reactions)}
    return message  # type: ignore[no-any-return]


def _from_json(columns: Columns[Any], rows: str | None) -> list[Any]:
    # PostgreSQL has no array of no rows.
    return [columns.from_row(row) for row in json.loads(rows)] if rows else []


def _instances(row: Sequence[Any]) -> list[Any]:
    """Return the instance of each part of a row, or None for the parts that a join has not found."""
    instances: list[Any] = []
    at = 0
    for part in PARTS:
        values = row[at : at + len(part)]
        # The primary key is the first column of every model.
        instances.append(part.from_row(values) if values[0] is not None else None)
        at += len(part)
    return instances
