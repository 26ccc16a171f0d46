"""Many new messages in one INSERT, and their rooms' numbers in as few statements.

`bulk_create` compiles its statement anew, field by field and row by row, and `bulk_update` one with a CASE for every
row: under load that was the largest part of a send.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, Model

from chat.models import Message


def insert(messages: Sequence[Message]) -> None:
    """Store new messages and give each its id. Raises what the database raises; in the caller's transaction."""
    fields: list[Field[Any, Any]] = [field for field in Message._meta.local_concrete_fields if not field.primary_key]
    columns = [[_value(message, field) for message in messages] for field in fields]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # One text whatever the number of rows: the driver parses a text only once.
            places = ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields)
            cursor.execute(f"{_head(fields)} SELECT * FROM unnest({places}) RETURNING id", columns)  # noqa: S608
        else:
            row = f"({', '.join(['%s'] * len(fields))})"
            values = [value for values in zip(*columns, strict=True) for value in values]
            cursor.execute(f"{_head(fields)} VALUES {', '.join([row] * len(messages))} RETURNING id", values)
        for message, (pk,) in zip(messages, cursor.fetchall(), strict=True):
            message.pk = pk


def store(rows: Sequence[Model], fields: list[str]) -> None:
    """Update these fields of some rows of one model: plainly where there is one row, as there mostly is."""
    manager = type(rows[0])._default_manager
    if len(rows) == 1:
        manager.filter(pk=rows[0].pk).update(**{name: getattr(rows[0], name) for name in fields})
    else:
        manager.bulk_update(rows, fields)


def _head(fields: "list[Field[Any, Any]]") -> str:
    names = ", ".join(connection.ops.quote_name(field.column or "") for field in fields)
    return f"INSERT INTO {connection.ops.quote_name(Message._meta.db_table)} ({names})"


def _value(message: Message, field: "Field[Any, Any]") -> Any:
    """Numbers and texts go as they are; a date, a UUID and JSON in the database's own form."""
    value = getattr(message, field.attname)
    if value is None or field.get_internal_type() not in {"UUIDField", "JSONField", "DateTimeField"}:
        return value
    return field.get_db_prep_save(value, connection)
