"""The database emptied after a test that committed: what Django's `flush` does, in a tenth of its time."""

from functools import cache

from django.db import connection, transaction
from django.test import TransactionTestCase

# What `migrate` writes and no test changes: `flush` deletes and writes it again each time.
KEPT = {"django_content_type", "auth_permission"}


@cache
def tables() -> tuple[str, ...]:
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return tuple(name for name in names if name not in KEPT)


def empty() -> None:
    """Delete every row. TRUNCATE, which `flush` uses on PostgreSQL, costs more for a table with a few rows than with
    millions; foreign keys wait for the commit, so the order does not matter.
    """
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
