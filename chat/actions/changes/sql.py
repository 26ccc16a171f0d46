"""The statements of a batch: lock and read the rows that it needs, then store its messages and numbers.

They are written by hand (see `chat.models.sql`). The ORM compiles each query again, `bulk_create` field by field and
row by row, and `bulk_update` with a CASE for every row: under load that was the largest part of a send.
"""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Field, Model
from pydantic_core import to_json

from chat.models import Membership, Room
from chat.models.sql import MEMBERSHIP, ROOM, USER, Query, any_of, execute, fetch_rows

Fields = tuple["Field[Any, Any]", ...]
Update = tuple[Sequence[Model], tuple[str, ...]]
"""Instances of one model, and the names of the fields to store."""

PLAIN_FIELDS = frozenset(
    """
    AutoField BigAutoField BigIntegerField BooleanField CharField IntegerField PositiveBigIntegerField
    PositiveIntegerField PositiveSmallIntegerField SlugField SmallIntegerField TextField
    """.split()
)
"""Field types whose values the driver takes as they are. All others are converted by the ORM."""
JSON_FIELDS = PLAIN_FIELDS | {"DateTimeField", "JSONField", "UUIDField"}
"""Field types whose values PostgreSQL reads from JSON just as it reads them from the driver."""

ROWS_AT_ONCE = 1_000
"""Rows that one statement inserts on SQLite, which may take 32,766 values. @here may make a row for each member."""

# --- Read


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


# --- Write


def insert_rows(rows: Sequence[Model], *updates: Update) -> None:
    """Store new rows of one model and some updates, and set the id of each row.

    PostgreSQL does all of it in one statement. No row may be in two of the updates.

    Raises:
        django.db.Error: Whatever the database raises.
    """
    size = len(rows) if connection.vendor == "postgresql" else ROWS_AT_ONCE
    for start in range(0, len(rows), size):
        _insert(rows[start : start + size], updates if start == 0 else ())


def _insert(rows: Sequence[Model], updates: Sequence[Update]) -> None:
    model = type(rows[0])
    fields = _fields_to_insert(model)
    if connection.vendor == "postgresql" and len(rows) > 1:
        statement = f"{_insert_into(model, fields)} SELECT * FROM {_given_rows(fields)} RETURNING id"  # noqa: S608
        values: list[Any] = [_as_json(rows, fields)]
    else:
        row = f"({', '.join(['%s'] * len(fields))})"
        statement = f"{_insert_into(model, fields)} VALUES {', '.join([row] * len(rows))} RETURNING id"
        values = [_value(message, field) for message in rows for field in fields]
    statement, values = _with_updates(statement, values, updates)
    for new_row, (pk,) in zip(rows, fetch_rows(statement, *values), strict=True):
        new_row.pk = pk


def store_updates(*updates: Update) -> None:
    """Store some updates. PostgreSQL does all of it in one statement. No row may be in two of them."""
    *others, last = updates
    if connection.vendor == "postgresql":
        statement, values = _with_updates(*_update(*last), others)
        execute(statement, *values)
    else:
        for update in updates:
            update_fields(*update)


def _with_updates(statement: str, values: list[Any], updates: Sequence[Update]) -> tuple[str, list[Any]]:
    """Add updates to a statement. On SQLite, which cannot, they are stored before."""
    if connection.vendor != "postgresql":
        for update in updates:
            update_fields(*update)
    elif updates:
        parts = [_update(*update) for update in updates]
        named = ", ".join(f"change{number} AS ({part})" for number, (part, _) in enumerate(parts))
        return f"WITH {named} {statement}", [value for _, own in parts for value in own] + values
    return statement, values


def delete_rows(model: type[Model], ids: Collection[int], column: str = "id") -> None:
    """Delete the rows with these ids, or the rows that have one of them in another column."""
    condition, value = any_of(ids)
    execute(f'DELETE FROM "{model._meta.db_table}" WHERE {column} {condition}', value)  # noqa: S608


def update_fields(objects: Sequence[Model], names: tuple[str, ...]) -> None:
    """Store the named fields of some instances of one model, in one statement."""
    if len(objects) == 1 or connection.vendor == "postgresql":
        statement, values = _update(objects, names)
        execute(statement, *values)
    else:
        type(objects[0])._default_manager.bulk_update(objects, names)


def _update(objects: Sequence[Model], names: tuple[str, ...]) -> tuple[str, list[Any]]:
    model = type(objects[0])
    table, fields = model._meta.db_table, _fields(model, (*names, "id"))
    if len(objects) == 1:
        statement = f'UPDATE "{table}" SET {_assignments(fields, "%s")} WHERE id = %s'  # noqa: S608
        return statement, [_value(objects[0], field) for field in fields]
    assignments, given = _assignments(fields, 'given."{}"'), f"{_given_rows(fields)} WHERE target.id = given.id"
    return f'UPDATE "{table}" AS target SET {assignments} FROM {given}', [_as_json(objects, fields)]  # noqa: S608


@cache
def _fields_to_insert(model: type[Model]) -> Fields:
    return tuple(field for field in model._meta.local_concrete_fields if not field.primary_key)


@cache
def _fields(model: type[Model], names: tuple[str, ...]) -> Fields:
    return tuple(model._meta.get_field(name) for name in names)  # type: ignore[misc]


@cache
def _insert_into(model: type[Model], fields: Fields) -> str:
    columns = ", ".join(f'"{field.column}"' for field in fields)
    return f'INSERT INTO "{model._meta.db_table}" ({columns})'


@cache
def _given_rows(fields: Fields) -> str:
    """Return a FROM item that yields the rows of one JSON text, in their order.

    The statement has the same text whatever the number of rows, so the driver parses it once, and quotes one value
    instead of one for each column and row.
    """
    for field in fields:
        if _type_of(field) not in JSON_FIELDS:
            raise TypeError(f"{field} is a {_type_of(field)}, which has not been tried in JSON")
    columns = ", ".join(f'"{field.column}" {field.rel_db_type(connection)}' for field in fields)
    return f"json_to_recordset(%s) AS given({columns})"


def _as_json(rows: Sequence[Model], fields: Fields) -> str:
    records = [{field.column: getattr(row, field.attname) for field in fields} for row in rows]
    return to_json(records).decode()


@cache
def _assignments(fields: Fields, value: str) -> str:
    """Return the SET clause for all fields but the last one, which is the id."""
    return ", ".join(f'"{field.column}" = {value.format(field.column)}' for field in fields[:-1])


@cache
def _is_plain(field: "Field[Any, Any]") -> bool:
    return _type_of(field) in PLAIN_FIELDS


def _type_of(field: "Field[Any, Any]") -> str:
    """Return the name of the field's type; for a foreign key, that of the key that it holds."""
    return (field.target_field if field.is_relation else field).get_internal_type()  # type: ignore[no-any-return, attr-defined]


def _value(row: Model, field: "Field[Any, Any]") -> Any:
    value = getattr(row, field.attname)
    return value if value is None or _is_plain(field) else field.get_db_prep_save(value, connection)
