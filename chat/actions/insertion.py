"""Many new messages in one INSERT, and their rooms' numbers in as few statements.

`bulk_create` compiles its statement anew, field by field and row by row, and `bulk_update` one with a CASE for every
row: under load that was the largest part of a send.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model

from chat.models import Message

Fields = tuple["Field[Any, Any]", ...]


def insert(messages: Sequence[Message]) -> None:
    """Store new messages and give each its id. Raises what the database raises; in the caller's transaction."""
    fields = _new_fields()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(messages) > 1:
            statement = f"{_head(fields)} SELECT * FROM {_given(fields)} RETURNING id"  # noqa: S608
            cursor.execute(statement, [_records(messages, fields)])
        else:
            row = f"({', '.join(['%s'] * len(fields))})"
            values = [_value(message, field) for message in messages for field in fields]
            cursor.execute(f"{_head(fields)} VALUES {', '.join([row] * len(messages))} RETURNING id", values)
        for message, (pk,) in zip(messages, cursor.fetchall(), strict=True):
            message.pk = pk


def store(rows: Sequence[Model], names: list[str]) -> None:
    """Update these fields of some rows of one model."""
    model = type(rows[0])
    fields = _fields(model, (*names, "id"))
    if len(rows) == 1:
        statement = f'UPDATE "{model._meta.db_table}" SET {_changes(fields, "%s")} WHERE id = %s'  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(statement, [_value(rows[0], field) for field in fields])
    elif connection.vendor == "postgresql":
        changes = _changes(fields, 'given."{}"')
        given = f"{_given(fields)} WHERE kept.id = given.id"
        statement = f'UPDATE "{model._meta.db_table}" AS kept SET {changes} FROM {given}'  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(statement, [_records(rows, fields)])
    else:
        model._default_manager.bulk_update(rows, names)


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
    return json.dumps(records, default=_as_text, ensure_ascii=False, separators=(",", ":"))


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


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
