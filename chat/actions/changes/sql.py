"""The statements that store what a batch has made: its messages, with their entries in the index, and its numbers.

They are written by hand (see `chat.models.sql`). `bulk_create` works field by field and row by row, and `bulk_update`
with a CASE for every row: under load that was the largest part of a send.
"""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model
from pydantic_core import to_json

from chat.actions import search_index
from chat.models import Message
from chat.models.sql import Query, any_of, execute, run_with_commit

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


def insert_rows(rows: Sequence[Model], *updates: Update) -> None:
    """Store new rows of one model and some updates, and set the id of each row.

    PostgreSQL does all of it in one statement. No row may be in two of the updates.

    Raises:
        django.db.Error: The database raises it.
    """
    size = len(rows) if connection.vendor == "postgresql" else ROWS_AT_ONCE
    for start in range(0, len(rows), size):
        some = rows[start : start + size]
        _set_ids(some, _insertion(some, updates if start == 0 else ()).run())


def insert_messages(messages: Sequence[Message], *updates: Update, is_last: bool) -> None:
    """Store new messages with their entries in the search index, and some updates, and set the ids of the messages.

    PostgreSQL does all of it in one statement, and commits in the same round trip if the statement `is_last` in its
    transaction.

    Raises:
        django.db.Error: The database raises it.
    """
    if connection.vendor == "postgresql":
        insertion = _insertion(messages, updates, search_index.insertion_along(messages))
        _set_ids(messages, run_with_commit(insertion) if is_last else insertion.run())
    else:
        insert_rows(messages, *updates)
        search_index.add(messages)


def _set_ids(rows: Sequence[Model], ids: list[tuple[int]]) -> None:
    for row, (pk,) in zip(rows, ids, strict=True):
        row.pk = pk


def _insertion(
    rows: Sequence[Model], updates: Sequence[Update], entries: tuple[str, list[Any]] | None = None
) -> Query[list[tuple[int]]]:
    """Return the query that stores rows and updates, and yields the ids of the rows.

    Args:
        rows: The rows, all of one model.
        updates: The updates.
        entries: A statement that reads the new rows from `new`, and its values. For PostgreSQL.
    """
    model = type(rows[0])
    fields = _fields_to_insert(model)
    if connection.vendor == "postgresql" and len(rows) > 1:
        statement = f"{_insert_into(model, fields)} SELECT * FROM {_given_rows(fields)} RETURNING "  # noqa: S608
        values: list[Any] = [_as_json(rows, fields)]
    else:
        row = f"({', '.join(['%s'] * len(fields))})"
        statement = f"{_insert_into(model, fields)} VALUES {', '.join([row] * len(rows))} RETURNING "
        values = [_value(message, field) for message in rows for field in fields]
    parts = []
    if entries is not None:
        parts = [("new", f"{statement}id, room_id, seq", values), ("entry", *entries)]
        statement, values = "SELECT id FROM new", []
    else:
        statement += "id"
    return Query(*_with_updates(statement, values, updates, parts), list)


def store_updates(*updates: Update) -> None:
    """Store some updates. PostgreSQL does all of it in one statement. No row may be in two of them."""
    *others, last = updates
    if connection.vendor == "postgresql":
        statement, values = _with_updates(*_update(*last), others)
        execute(statement, *values)
    else:
        for update in updates:
            update_fields(*update)


def _with_updates(
    statement: str, values: list[Any], updates: Sequence[Update], parts: Sequence[tuple[str, str, list[Any]]] = ()
) -> tuple[str, tuple[Any, ...]]:
    """Add updates and other named parts to a statement. On SQLite, which cannot, the updates are stored before."""
    if connection.vendor != "postgresql":
        for update in updates:
            update_fields(*update)
    else:
        parts = [*((f"change{place}", *_update(*update)) for place, update in enumerate(updates)), *parts]
    if parts:
        statement = f"WITH {', '.join(f'{name} AS ({part})' for name, part, _ in parts)} {statement}"
    return statement, (*(value for _, _, own in parts for value in own), *values)


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
