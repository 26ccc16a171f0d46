"""Many new messages in one INSERT, and their rooms' numbers in as few statements.

`bulk_create` compiles its statement anew, field by field and row by row, and `bulk_update` one with a CASE for every
row: under load that was the largest part of a send.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model
from pydantic_core import to_json

from chat.models import Message
from chat.models.sql.statements import rows, run

Fields = tuple["Field[Any, Any]", ...]
Change = tuple[Sequence[Model], tuple[str, ...]]
"""Objects of one model, and the fields of them to store."""


def insert(messages: Sequence[Message], *along: Change) -> None:
    """Store new messages and give each its id, and make some changes: in one statement where the database has such.

    Raises what the database raises; in the caller's transaction.
    """
    fields = _new_fields()
    if connection.vendor == "postgresql" and len(messages) > 1:
        statement = f"{_head(fields)} SELECT * FROM {_given(fields)} RETURNING id"  # noqa: S608
        values: list[Any] = [_records(messages, fields)]
    else:
        row = f"({', '.join(['%s'] * len(fields))})"
        statement = f"{_head(fields)} VALUES {', '.join([row] * len(messages))} RETURNING id"
        values = [_value(message, field) for message in messages for field in fields]
    if connection.vendor == "postgresql" and along:
        updates = [_update(*change) for change in along]
        parts = ", ".join(f"change{number} AS ({update})" for number, (update, _) in enumerate(updates))
        statement, values = f"WITH {parts} {statement}", [value for _, own in updates for value in own] + values
    else:
        for change in along:
            store(*change)
    for message, (pk,) in zip(messages, rows(statement, *values), strict=True):
        message.pk = pk


def store(objects: Sequence[Model], names: tuple[str, ...]) -> None:
    """Update these fields of some objects of one model."""
    if len(objects) == 1 or connection.vendor == "postgresql":
        statement, values = _update(objects, names)
        run(statement, *values)
    else:
        type(objects[0])._default_manager.bulk_update(objects, names)


def _update(objects: Sequence[Model], names: tuple[str, ...]) -> tuple[str, list[Any]]:
    model = type(objects[0])
    table, fields = model._meta.db_table, _fields(model, (*names, "id"))
    if len(objects) == 1:
        statement = f'UPDATE "{table}" SET {_changes(fields, "%s")} WHERE id = %s'  # noqa: S608
        return statement, [_value(objects[0], field) for field in fields]
    changes, given = _changes(fields, 'given."{}"'), f"{_given(fields)} WHERE kept.id = given.id"
    return f'UPDATE "{table}" AS kept SET {changes} FROM {given}', [_records(objects, fields)]  # noqa: S608


@cache
def _new_fields() -> Fields:
    return tuple(field for field in Message._meta.local_concrete_fields if not field.primary_key)


@cache
def _fields(model: type[Model], names: tuple[str, ...]) -> Fields:
    return tuple(model._meta.get_field(name) for name in names)  # type: ignore[misc]


@cache
def _head(fields: Fields) -> str:
    return f'INSERT INTO "{Message._meta.db_table}" ({_columns(fields)})'


@cache
def _columns(fields: Fields) -> str:
    return ", ".join(f'"{field.column}"' for field in fields)


@cache
def _given(fields: Fields) -> str:
    """Rows of one JSON text, in their order. The statement's own text is the same whatever their number: the driver
    parses it once, and has one value to quote instead of one for each column and row.
    """
    columns = ", ".join(f'"{field.column}" {field.rel_db_type(connection)}' for field in fields)
    return f"json_to_recordset(%s) AS given({columns})"


def _records(rows: Sequence[Model], fields: Fields) -> str:
    records = [{field.column: getattr(row, field.attname) for field in fields} for row in rows]
    return to_json(records).decode()


@cache
def _changes(fields: Fields, value: str) -> str:
    """Of all but the last one, which is the id."""
    return ", ".join(f'"{field.column}" = {value.format(field.column)}' for field in fields[:-1])


@cache
def _is_plain(field: "Field[Any, Any]") -> bool:
    """Numbers and texts go as they are; a date, a UUID and JSON in the database's own form."""
    return field.get_internal_type() not in {"UUIDField", "JSONField", "DateTimeField"}


def _value(row: Model, field: "Field[Any, Any]") -> Any:
    value = getattr(row, field.attname)
    return value if value is None or _is_plain(field) else field.get_db_prep_save(value, connection)
