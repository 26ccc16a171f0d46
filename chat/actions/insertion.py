"""Many new messages in one INSERT.

`bulk_create` compiles the statement anew, field by field and row by row, and that was the largest part of a send under
load; the statement has always the same form.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Field

from chat.models import Message


def insert(messages: Sequence[Message]) -> None:
    """Store new messages and give each its id. Raises what the database raises; in the caller's transaction."""
    fields = [field for field in Message._meta.local_concrete_fields if not field.primary_key]
    row = f"({', '.join(['%s'] * len(fields))})"
    statement = (
        f"INSERT INTO {connection.ops.quote_name(Message._meta.db_table)}"  # noqa: S608 - names and places only
        f" ({', '.join(connection.ops.quote_name(field.column or '') for field in fields)})"
        f" VALUES {', '.join([row] * len(messages))} RETURNING id"
    )
    # Numbers and texts go as they are; a date, a UUID and JSON in the database's own form.
    special = {field for field in fields if field.get_internal_type() in {"UUIDField", "JSONField", "DateTimeField"}}
    values = [_value(message, field, field in special) for message in messages for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for message, (pk,) in zip(messages, cursor.fetchall(), strict=True):
            message.pk = pk


def _value(message: Message, field: "Field[Any, Any]", special: bool) -> Any:
    value = getattr(message, field.attname)
    return field.get_db_prep_save(value, connection) if special and value is not None else value
