"""The database emptied after a test that committed: what Django's `flush` does, in a tenth of its time."""

from functools import cache

from django.db import OperationalError, connection, transaction
from django.test import TransactionTestCase

from chat import executors

# What `migrate` writes and no test changes: `flush` deletes and writes it again each time.
KEPT = {"django_content_type", "auth_permission"}


@cache
def tables() -> tuple[str, ...]:
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return tuple(name for name in names if name not in KEPT)


def empty(attempts: int = 5) -> None:
    """Delete every row, once the writer thread has done what was begun.

    TRUNCATE, which `flush` uses on PostgreSQL, costs more for a table with a few rows than with millions; foreign keys
    wait for the commit, so the order does not matter. It does to whoever still writes, though: of two that wait for
    each other PostgreSQL ends one.
    """
    executors.submit_write(lambda: None).result()
    try:
        _empty()
    except OperationalError:
        if attempts == 1:
            raise
        empty(attempts - 1)


def _empty() -> None:
    statements = [f"DELETE FROM {connection.ops.quote_name(name)}" for name in tables()]
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("; ".join(statements))
        else:
            for statement in statements:
                cursor.execute(statement)


def install() -> None:
    """Let every transactional test end so."""
    TransactionTestCase._fixture_teardown = lambda self: empty()  # type: ignore[method-assign]
