"""Read messages with everything that they show, as `Message.objects.with_details()` does, in prepared statements."""

from collections.abc import Collection, Sequence
from typing import Any

from chat.actions.changes.rows import RowsOfMessages
from chat.actions.changes.work import poll_of
from chat.models import Mention, Message, Poll, PollVote, Reaction, User
from chat.models.sql import MESSAGE, USER, Columns, any_of, fetch_rows

QUOTED, QUOTED_AUTHOR, POLL = Columns(Message, "quoted"), Columns(User, "quoter"), Columns(Poll, "poll")
REACTION, VOTE, MENTION = Columns(Reaction, "reaction"), Columns(PollVote, "vote"), Columns(Mention, "mention")
PARTS = MESSAGE, USER, QUOTED, QUOTED_AUTHOR, POLL


def read_messages(ids: Collection[int], shown: Collection[int], rows: RowsOfMessages) -> dict[int, Message]:
    """Read messages with their authors, quoted messages and polls, in three statements at most.

    Several of them that quote each other share their instances. So a change of one is seen in those that quote it.

    Args:
        ids: The messages. Those that do not exist are left out.
        shown: Those among them that may be announced. They get their reactions and votes, too.
        rows: Where the reactions and votes are kept. The messages show what `rows` has at any time.

    Returns:
        The messages by id.
    """
    if not ids:
        return {}
    condition, value = any_of(ids)
    statement = (
        f"SELECT {MESSAGE}, {USER}, {QUOTED}, {QUOTED_AUTHOR}, {POLL} FROM chat_message message "  # noqa: S608
        "JOIN chat_user person ON person.id = message.author_id "
        "LEFT JOIN chat_message quoted ON quoted.id = message.reply_to_id "
        "LEFT JOIN chat_user quoter ON quoter.id = quoted.author_id "
        f"LEFT JOIN chat_poll poll ON poll.message_id = message.id WHERE message.id {condition}"
    )
    messages = {message.pk: message for message in map(_message, fetch_rows(statement, value))}
    for message in messages.values():
        if message.reply_to_id in messages:
            message.reply_to = messages[message.reply_to_id]
    if shown:
        _read_reactions([messages[pk] for pk in shown if pk in messages], rows)
        _read_votes([messages[pk] for pk in shown if pk in messages], rows)
    return messages


def read_mentions(ids: Collection[int], rows: RowsOfMessages) -> None:
    """Read the mention rows of messages that may lose them."""
    if ids:
        condition, value = any_of(ids)
        statement = f"SELECT {MENTION} FROM chat_mention mention WHERE mention.message_id {condition}"  # noqa: S608
        mentions = map(MENTION.from_row, fetch_rows(statement, value))
        rows.mentions.load((mention.message_id, mention) for mention in mentions)


def count_pins(room_ids: Collection[int]) -> dict[int, int]:
    """Return how many pinned messages each of these rooms has. Rooms without any are left out."""
    if not room_ids:
        return {}
    condition, value = any_of(room_ids)
    return dict(
        fetch_rows(
            f"SELECT message.room_id, count(*) FROM chat_message message WHERE message.room_id {condition} "  # noqa: S608
            "AND message.pinned_at IS NOT NULL AND message.deleted_at IS NULL GROUP BY message.room_id",
            value,
        )
    )


def _message(row: Sequence[Any]) -> Message:
    message, author, quoted, quoted_author, poll = _parts(row)
    if quoted is not None:
        quoted.author = quoted_author
    message._state.fields_cache.update({"author": author, "reply_to": quoted, "poll": poll})
    return message  # type: ignore[no-any-return]


def _parts(row: Sequence[Any]) -> list[Any]:
    """Return the instance of each of PARTS, or None if the join found no row."""
    parts, at = [], 0
    for columns in PARTS:
        values = row[at : at + len(columns)]
        parts.append(None if values[0] is None else columns.from_row(values))
        at += len(columns)
    return parts


def _read_reactions(messages: Sequence[Message], rows: RowsOfMessages) -> None:
    condition, value = any_of([message.pk for message in messages])
    statement = f"SELECT {REACTION} FROM chat_reaction reaction WHERE reaction.message_id {condition} ORDER BY id"  # noqa: S608
    reactions = map(REACTION.from_row, fetch_rows(statement, value))
    rows.reactions.load((reaction.message_id, reaction) for reaction in reactions)
    for message in messages:
        message._prefetched_objects_cache = {"reactions": rows.reactions.as_prefetched(message.pk)}  # type: ignore[attr-defined]


def _read_votes(messages: Sequence[Message], rows: RowsOfMessages) -> None:
    polls = {poll.pk: poll for message in messages if (poll := poll_of(message)) is not None}
    if not polls:
        return
    condition, value = any_of(polls)
    statement = f"SELECT {VOTE} FROM chat_pollvote vote WHERE vote.poll_id {condition} ORDER BY id"  # noqa: S608
    votes = map(VOTE.from_row, fetch_rows(statement, value))
    rows.votes.load((polls[vote.poll_id].message_id, vote) for vote in votes)
    for poll in polls.values():
        poll._prefetched_objects_cache = {"votes": rows.votes.as_prefetched(poll.message_id)}  # type: ignore[attr-defined]
