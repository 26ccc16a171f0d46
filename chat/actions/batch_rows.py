"""The rows that a batch of messages asks for: statements whose text does not change, made once.

The ORM compiles a query anew each time. For a lone message, which most are, that was more than half of its time.
"""

from collections.abc import Collection
from functools import cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model

from chat.actions.statements import rows
from chat.models import Membership, Room, User

M = TypeVar("M", bound=Model)


class Columns(Generic[M]):
    """A model's columns, and how its objects are made of them: as the ORM would, converters and all."""

    def __init__(self, model: type[M], alias: str) -> None:
        self.model, self.alias = model, alias
        self.fields = model._meta.concrete_fields
        self.names = [field.attname for field in self.fields]

    def __len__(self) -> int:
        return len(self.fields)

    def __str__(self) -> str:
        return ", ".join(f'{self.alias}."{field.column}"' for field in self.fields)

    @cached_property
    def converters(self) -> list[tuple[int, Any, list[Any]]]:
        """Of the columns that need some: where, the column, what to call."""
        columns = [field.get_col(self.model._meta.db_table) for field in self.fields]
        all_of = [
            [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)] for column in columns
        ]
        return [(at, column, own) for at, (column, own) in enumerate(zip(columns, all_of, strict=True)) if own]

    def object(self, row: Collection[Any]) -> M:
        values = list(row)
        for at, column, converters in self.converters:
            for convert in converters:
                values[at] = convert(values[at], column, connection)
        return self.model.from_db(connection.alias, self.names, values)


ROOM, MEMBERSHIP, USER = Columns(Room, "room"), Columns(Membership, "membership"), Columns(User, "person")


def lock_rooms(ids: Collection[int]) -> dict[int, Room]:
    """The rooms by id, locked by rising id until the transaction ends: so no two transactions wait for each other."""
    lock = "FOR UPDATE" if connection.features.has_select_for_update else ""
    found = _among(f"SELECT {ROOM} FROM chat_room room WHERE room.id {{}} ORDER BY room.id {lock}", ids)  # noqa: S608
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
    memberships = {}
    found = _among(
        f"SELECT {MEMBERSHIP}, {USER} FROM chat_membership membership "  # noqa: S608
        "JOIN chat_user person ON person.id = membership.user_id "
        "WHERE membership.room_id {} AND membership.user_id {}",
        room_ids,
        user_ids,
    )
    for row in found:
        membership = MEMBERSHIP.object(row[: len(MEMBERSHIP)])
        membership.user = USER.object(row[len(MEMBERSHIP) :])
        memberships[membership.room_id, membership.user_id] = membership
    return memberships


def _among(statement: str, *among: Collection[Any]) -> list[Any]:
    """The rows of a statement that has, for each collection, a `{}` for being among its values."""
    values: list[Any]
    if all(len(each) == 1 for each in among):
        places, values = ["= %s"] * len(among), [value for each in among for value in each]
    elif connection.vendor == "postgresql":
        places, values = ["= ANY(%s)"] * len(among), [[*each] for each in among]
    else:
        places = [f"IN ({', '.join(['%s'] * len(each))})" for each in among]
        values = [value for each in among for value in each]
    return rows(statement.format(*places), *values)
