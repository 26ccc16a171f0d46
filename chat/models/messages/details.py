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
PARTS: tuple[Columns[Any], ...] = (MESSAGE, AUTHOR, QUOTED, WRITER, POLL)


def messages_with_details(ids: Collection[int]) -> list[Message]:
    """Return those of these messages that exist, as `Message.objects.with_details()` loads them.

    Reactions and votes are read at the same moment as the message, so what is encoded fits its rev.
    """
    condition, value = any_of(ids)
    statement = f"""
        SELECT {", ".join(map(str, PARTS))}, {_reactions()}, {_votes()}
        FROM chat_message message
        JOIN chat_user author ON author.id = message.author_id
        LEFT JOIN chat_message quoted ON quoted.id = message.reply_to_id
        LEFT JOIN chat_user writer ON writer.id = quoted.author_id
        LEFT JOIN chat_poll poll ON poll.message_id = message.id
        WHERE message.id {condition}"""  # noqa: S608
    return [_message(row) for row in fetch_rows(statement, value)]


def _reactions() -> str:
    if connection.vendor == "postgresql":
        return """(SELECT json_agg(json_build_array(reaction.user_id, reaction.emoji) ORDER BY reaction.id)::text
            FROM chat_reaction reaction WHERE reaction.message_id = message.id)"""
    return """(SELECT json_group_array(json_array(user_id, emoji)) FROM
        (SELECT reaction.user_id, reaction.emoji FROM chat_reaction reaction
            WHERE reaction.message_id = message.id ORDER BY reaction.id))"""


def _votes() -> str:
    if connection.vendor == "postgresql":
        return """(SELECT json_agg(json_build_array(vote.user_id, vote.option) ORDER BY vote.id)::text
            FROM chat_pollvote vote WHERE vote.poll_id = poll.id)"""
    return """(SELECT json_group_array(json_array(user_id, option)) FROM
        (SELECT vote.user_id, vote.option FROM chat_pollvote vote WHERE vote.poll_id = poll.id ORDER BY vote.id))"""


def _message(row: Sequence[Any]) -> Message:
    *columns, reactions, votes = row
    message, message.author, quoted, writer, poll = _instances(columns)
    if quoted is not None:
        quoted.author = writer
    if poll is not None:
        poll._prefetched_objects_cache = {
            "votes": [PollVote(user_id=user_id, option=option) for user_id, option in json.loads(votes or "[]")]
        }
    message._state.fields_cache |= {"reply_to": quoted, "poll": poll}
    message._prefetched_objects_cache = {
        "reactions": [Reaction(user_id=user_id, emoji=emoji) for user_id, emoji in json.loads(reactions or "[]")]
    }
    return message  # type: ignore[no-any-return]


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
