"""Statements whose text is the same each time: PostgreSQL parses and plans them once for a connection.

Django writes the values into the text of each statement, so that each is a new one: for a lone message that was half of
what the database had to do. And the ORM compiles each query anew: for who comes, most of what Python had to do. It
cannot be trusted with values apart from the text (`server_side_binding`), so only what is written by hand goes this
way: what every message and every connection asks for.
"""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, NotSupportedError, OperationalError, connections
from django.db.backends.postgresql.base import ServerBindingCursor


def rows(statement: str, *values: Any) -> list[Any]:
    """The rows that a statement returns. Raises what the database raises."""
    with _executed(statement, values) as cursor:
        found: list[Any] = cursor.fetchall()
        return found


def run(statement: str, *values: Any) -> None:
    """A statement that returns nothing. Raises what the database raises."""
    with _executed(statement, values):
        pass


def among(values: Collection[int] | Collection[str]) -> tuple[str, Any]:
    """How a statement says that what stands before is one of these, and the one value that it needs for that."""
    if len(values) == 1:
        return "= %s", next(iter(values))
    if connections[DEFAULT_DB_ALIAS].vendor == "postgresql":
        return "= ANY(%s)", [*values]
    return "IN (SELECT value FROM json_each(%s))", json.dumps([*values])


@contextmanager
def _executed(statement: str, values: tuple[Any, ...]) -> Iterator[Any]:
    database: Any = connections[DEFAULT_DB_ALIAS]
    with _cursor(database) as cursor:
        try:
            cursor.execute(statement, values)
        except NotSupportedError as error:
            # A migration has given a column another type, and the plan does not fit any more. Whoever tries again,
            # as after any failure of the database, finds a connection without plans.
            database.close()
            raise OperationalError(*error.args) from error
        yield cursor


def _cursor(database: Any) -> Any:
    if database.vendor != "postgresql":
        return database.cursor()
    database.ensure_connection()
    cursor = ServerBindingCursor(database.connection)  # type: ignore[call-arg]
    return database.make_debug_cursor(cursor) if database.queries_logged else database.make_cursor(cursor)
