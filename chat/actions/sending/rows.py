"""The rows that a batch of messages asks for: statements whose text does not change, made once.

The ORM compiles a query anew each time. For a lone message, which most are, that was more than half of its time.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import connection

from chat.models import Membership, Room
from chat.models.sql.columns import MEMBERSHIP, ROOM, USER
from chat.models.sql.statements import among, rows


def lock_rooms(ids: Collection[int]) -> dict[int, Room]:
    """The rooms by id, locked by rising id until the transaction ends: so no two transactions wait for each other."""
    lock = "FOR UPDATE" if connection.features.has_select_for_update else ""
    is_named, named = among(ids)
    found = rows(f"SELECT {ROOM} FROM chat_room room WHERE room.id {is_named} ORDER BY room.id {lock}", named)  # noqa: S608
    return {room.pk: room for room in map(ROOM.object, found)}


def sent_before(keys: Collection[tuple[int, UUID]]) -> list[tuple[int, int, int, int, UUID]]:
    """What is stored of (author, client id) pairs: id, seq, rev, author, client id."""
    values: list[Any]
    if connection.vendor == "postgresql" and len(keys) > 1:
        # Pair by pair: of two lists PostgreSQL would look up each with each.
        given = "SELECT * FROM unnest(%s::bigint[], %s::text[]::uuid[])"
        authors, ids = zip(*keys, strict=True)
        values = [[*authors], [*map(str, ids)]]
    else:
        pair = "(%s::bigint, %s::uuid)" if connection.vendor == "postgresql" else "(%s, %s)"
        given = f"VALUES {', '.join([pair] * len(keys))}"
        values = [value for author, id in keys for value in (author, id.hex)]
    # CROSS, because SQLite takes that for an order; otherwise it may read all messages and look among the pairs.
    statement = (
        f"WITH given(author, client) AS ({given}) "  # noqa: S608
        "SELECT message.id, seq, rev, author_id, client_id FROM given CROSS JOIN chat_message message "
        "WHERE message.author_id = given.author AND message.client_id = given.client"
    )
    return [(*rest, UUID(str(client_id))) for *rest, client_id in rows(statement, *values)]


def memberships_of(user_ids: Collection[int], room_ids: Collection[int]) -> dict[tuple[int, int], Membership]:
    """Memberships with their users, by room and user."""
    (in_rooms, rooms), (of_users, users) = among(room_ids), among(user_ids)
    found = rows(
        f"SELECT {MEMBERSHIP}, {USER} FROM chat_membership membership "  # noqa: S608
        "JOIN chat_user person ON person.id = membership.user_id "
        f"WHERE membership.room_id {in_rooms} AND membership.user_id {of_users}",
        rooms,
        users,
    )
    members = [MEMBERSHIP.joined(row, "user", USER) for row in found]
    return {(membership.room_id, membership.user_id): membership for membership in members}
