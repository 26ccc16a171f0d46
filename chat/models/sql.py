"""Hand-written SQL: run a statement, and make model instances of its rows.

The queries that every message and every connection needs are written by hand, with a text that never changes.
PostgreSQL then parses and plans them once for each connection. Measured for a single message, this halves the work of
the database and leaves out most of the work of the ORM, which compiles each query again.

Everything else uses the ORM. Its queries must not take this way (`server_side_binding`), because the types that
PostgreSQL infers for their parameters are not always right.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, NotSupportedError, OperationalError, connection, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import Model

from chat.models.messages.messages import Message
from chat.models.people.tokens import ApiToken
from chat.models.people.users import User
from chat.models.rooms.memberships import Membership
from chat.models.rooms.rooms import Room

M = TypeVar("M", bound=Model)
T = TypeVar("T")


def fetch_rows(statement: str, *values: Any) -> list[Any]:
    """Run a statement and return its rows as tuples.

    Args:
        statement: SQL with `%s` for each value.
        values: The values, in the form that the database driver takes.

    Raises:
        django.db.Error: The database raises it.
    """
    with _executed(statement, values) as cursor:
        found: list[Any] = cursor.fetchall()
        return found


@dataclass(frozen=True, slots=True)
class Query(Generic[T]):
    """A query that can run alone, or together with others.

    Attributes:
        statement: SQL with `%s` for each value.
        values: The values, in the form that the database driver takes.
        read: Makes the result of the rows.
    """

    statement: str
    values: tuple[Any, ...]
    read: Callable[[list[Any]], T]

    def run(self) -> T:
        """Run the query and return its result. Raises django.db.Error."""
        return self.read(fetch_rows(self.statement, *self.values))


def run_together(*queries: Query[Any]) -> list[Any]:
    """Run queries that do not depend on each other, and return the result of each.

    PostgreSQL gets them in one round trip, together with the BEGIN of a transaction. It still runs one after the other:
    each of them sees what was committed while the one before waited for a lock.

    Raises:
        django.db.Error: The database raises it.
    """
    database: Any = connections[DEFAULT_DB_ALIAS]
    if database.vendor != "postgresql" or len(queries) < 2:
        return [query.run() for query in queries]
    with ExitStack() as stack, _new_plans(database):
        cursors = [stack.enter_context(_cursor(database)) for _ in queries]
        # The rows are there when the pipeline ends, and so are the errors, which Django does not know as its own.
        with database.wrap_database_errors, database.connection.pipeline():
            for cursor, query in zip(cursors, queries, strict=True):
                cursor.execute(query.statement, query.values)
        return [query.read(cursor.fetchall()) for cursor, query in zip(cursors, queries, strict=True)]


def run_with_commit(query: Query[T]) -> T:
    """Run the last query of a transaction and return its result. PostgreSQL gets it together with the COMMIT.

    That saves the wait for one answer, while the rows are locked. Within another transaction, and on SQLite, the query
    only runs. `transaction.atomic` finds the transaction committed, and runs what waits for the commit.

    Raises:
        django.db.Error: The database raises it, also for the COMMIT.
    """
    database: Any = connections[DEFAULT_DB_ALIAS]
    is_outermost = database.in_atomic_block and not database.savepoint_ids
    if database.vendor != "postgresql" or not is_outermost:
        return query.run()
    with _cursor(database) as cursor, _cursor(database) as last, _new_plans(database):
        with database.wrap_database_errors, database.connection.pipeline():
            cursor.execute(query.statement, query.values)
            last.execute("COMMIT")
        return query.read(cursor.fetchall())


def execute(statement: str, *values: Any) -> None:
    """Run a statement that returns no rows. The arguments and errors are those of `fetch_rows`."""
    with _executed(statement, values):
        pass


def any_of(values: Collection[int] | Collection[str]) -> tuple[str, Any]:
    """Return the condition that a column equals one of these values, and the one value that the condition takes.

    The text depends only on whether the values are one or several, so the statement keeps its plan.
    """
    if len(values) == 1:
        return "= %s", next(iter(values))
    if connections[DEFAULT_DB_ALIAS].vendor == "postgresql":
        return "= ANY(%s)", [*values]
    return "IN (SELECT value FROM json_each(%s))", json.dumps([*values])


def as_moment(value: datetime | None) -> datetime | None:
    """Return a time that `fetch_rows` returned, aware. SQLite knows no time zones and keeps times in UTC."""
    return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


@contextmanager
def _executed(statement: str, values: tuple[Any, ...]) -> Iterator[Any]:
    database: Any = connections[DEFAULT_DB_ALIAS]
    with _cursor(database) as cursor:
        with _new_plans(database):
            cursor.execute(statement, values)
        yield cursor


@contextmanager
def _new_plans(database: Any) -> Iterator[None]:
    """Raise OperationalError in place of the error that a prepared plan no longer fits, and close the connection.

    A migration changed the type of a column. Callers try again after this error, and a new connection has no plans.
    """
    try:
        yield
    except NotSupportedError as error:
        database.close()
        raise OperationalError(*error.args) from error


def _cursor(database: Any) -> Any:
    if database.vendor != "postgresql":
        return database.cursor()
    database.ensure_connection()
    cursor = ServerBindingCursor(database.connection)  # type: ignore[call-arg]
    return database.make_debug_cursor(cursor) if database.queries_logged else database.make_cursor(cursor)


class Columns(Generic[M]):
    """The columns of a model, to write into a statement and to make instances of the rows.

    `str(columns)` is the list for a SELECT. The statement must give the table the alias `columns.alias`.

    Args:
        model: The model.
        alias: The alias of its table.
        only: The names of the fields to read; all of them if none is named.
    """

    def __init__(self, model: type[M], alias: str, *only: str) -> None:
        self.model, self.alias = model, alias
        self.fields = [field for field in model._meta.concrete_fields if not only or field.name in only]
        self.names = [field.attname for field in self.fields]

    def __len__(self) -> int:
        return len(self.fields)

    def __str__(self) -> str:
        return ", ".join(f'{self.alias}."{field.column}"' for field in self.fields)

    @cached_property
    def converters(self) -> list[tuple[int, Any, list[Any]]]:
        """The ORM's converters, for the columns that have any: (position in the row, column, converters)."""
        columns = [field.get_col(self.model._meta.db_table) for field in self.fields]
        converters = [
            [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)] for column in columns
        ]
        return [(at, column, own) for at, (column, own) in enumerate(zip(columns, converters, strict=True)) if own]

    def from_row(self, row: Collection[Any]) -> M:
        """Return the instance that the ORM would make of a row of these columns."""
        values = list(row)
        for at, column, converters in self.converters:
            for convert in converters:
                values[at] = convert(values[at], column, connection)
        return self.model.from_db(DEFAULT_DB_ALIAS, self.names, values)

    def from_joined_row(self, row: Sequence[Any], name: str, related: "Columns[Any]") -> M:
        """Return the instance of a row of these columns followed by those of `related`, its foreign key `name`."""
        instance = self.from_row(row[: len(self)])
        setattr(instance, name, related.from_row(row[len(self) :]))
        return instance

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """The default of each field. A field whose default is a function, such as `dict`, has None here."""
        called = {field.attname for field in self.fields if field.has_default() and callable(field.default)}
        return {field.attname: None if field.attname in called else field.get_default() for field in self.fields}

    def new(self, related: Mapping[str, Model | None], **values: Any) -> M:
        """Make an instance to be stored, in less than half the time of `model(**values)`.

        Args:
            related: The instances behind the foreign keys, by field name. Their ids must be among `values`.
            values: By attribute name: `room_id`, not `room`. Fields with a function as default need a value.

        Raises:
            TypeError: The model has no field of one of these names.
        """
        row = self.defaults | values
        if len(row) != len(self.names):
            unknown = ", ".join(sorted(row.keys() - self.defaults.keys()))
            raise TypeError(f"{self.model.__name__} has no field {unknown}")
        instance = self.model.from_db(DEFAULT_DB_ALIAS, self.names, row.values())
        instance._state.adding = True
        instance._state.fields_cache.update(related)
        return instance


MEMBERSHIP, MESSAGE, ROOM = Columns(Membership, "membership"), Columns(Message, "message"), Columns(Room, "room")
LAST_SEEN = Columns(User, "person", "id", "last_seen_at")
TOKEN, USER = Columns(ApiToken, "token"), Columns(User, "person")
