"""Read what a batch needs: lock its rooms, then find memberships, messages, and what else some of its drafts ask for.

The statements are written by hand (see `chat.models.sql`), because the ORM compiles each query again.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import connection

from chat.actions.changes.rows import RowsOfMessages
from chat.models import Membership, Mention, Message, Room
from chat.models.messages.details import messages_with_details
from chat.models.sql import MEMBERSHIP, ROOM, USER, Columns, Query, any_of, fetch_rows

MENTION = Columns(Mention, "mention")


def lock_rooms(ids: Collection[int]) -> Query[dict[int, Room]]:
    """Return the query that locks rooms until the transaction ends. Its result is those that exist, by id.

    They are locked in the order of their ids, so that two transactions cannot deadlock.
    """
    lock = "FOR UPDATE" if connection.features.has_select_for_update else ""
    condition, value = any_of(ids)
    statement = f"SELECT {ROOM} FROM chat_room room WHERE room.id {condition} ORDER BY room.id {lock}"  # noqa: S608
    return Query(statement, (value,), lambda rows: {room.pk: room for room in map(ROOM.from_row, rows)})


def stored_messages(keys: Collection[tuple[int, UUID]]) -> Query[list[tuple[int, int, int, int, UUID]]]:
    """Return the query that finds the messages that are stored already.

    Its result is the (id, seq, rev, author id, client id) of each one that is.

    Args:
        keys: The (author id, client id) of each message in question.
    """
    given, values = _given_pairs([(author, id.hex) for author, id in keys], "uuid")
    # CROSS fixes the order of the join on SQLite, which might otherwise read every message and look among the pairs.
    statement = (
        f"WITH given(author, client) AS ({given}) "  # noqa: S608
        "SELECT message.id, message.seq, message.rev, message.author_id, message.client_id "
        "FROM given CROSS JOIN chat_message message "
        "WHERE message.author_id = given.author AND message.client_id = given.client"
    )
    return Query(statement, tuple(values), lambda rows: [(*rest, UUID(str(client_id))) for *rest, client_id in rows])


def rooms_of_messages(pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Return the room ids of messages, by (user id, message id).

    Args:
        pairs: The users and the messages that they want to change. Those whose user may not see the room are left out.
    """
    given, values = _given_pairs(pairs, "bigint")
    rows = fetch_rows(
        f"WITH given(person, message) AS ({given}) "  # noqa: S608
        "SELECT given.person, message.id, message.room_id "
        "FROM given CROSS JOIN chat_message message CROSS JOIN chat_room room "
        "WHERE message.id = given.message AND room.id = message.room_id AND (room.kind = 'public' OR EXISTS ("
        "SELECT 1 FROM chat_membership membership "
        "WHERE membership.room_id = room.id AND membership.user_id = given.person))",
        *values,
    )
    return {(user_id, message_id): room_id for user_id, message_id, room_id in rows}


def _given_pairs(pairs: Collection[tuple[int, Any]], second_type: str) -> tuple[str, list[Any]]:
    """Return a query that yields these pairs, and its values. `second_type` is PostgreSQL's type of the second part."""
    if connection.vendor == "postgresql" and len(pairs) > 1:
        # As pairs: given two lists, PostgreSQL would look up every author with every client id.
        first, second = zip(*pairs, strict=True)
        array = "text[]" if second_type == "uuid" else f"{second_type}[]"
        given = f"SELECT * FROM unnest(%s::bigint[], %s::{array}::{second_type}[])"  # noqa: S608
        return given, [[*first], [*second]]
    pair = f"(%s::bigint, %s::{second_type})" if connection.vendor == "postgresql" else "(%s, %s)"
    return f"VALUES {', '.join([pair] * len(pairs))}", [value for pair in pairs for value in pair]


def memberships_with_users(
    user_ids: Collection[int], room_ids: Collection[int]
) -> Query[dict[tuple[int, int], Membership]]:
    """Return the query of these users' memberships in these rooms. Each has its user; by (room id, user id)."""
    (in_rooms, rooms), (of_users, users) = any_of(room_ids), any_of(user_ids)
    statement = (
        f"SELECT {MEMBERSHIP}, {USER} FROM chat_membership membership "  # noqa: S608
        "JOIN chat_user person ON person.id = membership.user_id "
        f"WHERE membership.room_id {in_rooms} AND membership.user_id {of_users}"
    )

    def read(rows: list[Any]) -> dict[tuple[int, int], Membership]:
        members = [MEMBERSHIP.from_joined_row(row, "user", USER) for row in rows]
        return {(membership.room_id, membership.user_id): membership for membership in members}

    return Query(statement, (rooms, users), read)


def read_messages(ids: Collection[int], rows: RowsOfMessages) -> dict[int, Message]:
    """Read messages with everything that they show, in one statement.

    Those that quote each other share their instances. So a change of one is seen in those that quote it.

    Args:
        ids: The messages. Those that do not exist are left out.
        rows: Takes the reactions and votes. The messages show what it has at any time.

    Returns:
        The messages by id.
    """
    messages = {message.pk: message for message in messages_with_details(ids)} if ids else {}
    for message in messages.values():
        if message.reply_to_id in messages:
            message.reply_to = messages[message.reply_to_id]
        rows.share(message)
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
