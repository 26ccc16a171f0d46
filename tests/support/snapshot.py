"""Puts the rows of a prepared database back, which is much faster than creating them again."""

from django.db import connection, transaction

from tests.support.fast_flush import tables


class Snapshot:
    """The rows of every table at the time of its creation."""

    def __init__(self) -> None:
        self._inserts: list[tuple[str, list[tuple[object, ...]]]] = []
        with connection.cursor() as cursor:
            for table in map(connection.ops.quote_name, tables()):
                cursor.execute(f"SELECT * FROM {table}")
                if rows := cursor.fetchall():
                    columns = [connection.ops.quote_name(column[0]) for column in cursor.description]
                    places = ", ".join(["%s"] * len(columns))
                    self._inserts.append((f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows))

    def restore(self) -> None:
        """Insert the rows into an empty database."""
        with transaction.atomic(), connection.cursor() as cursor:
            for statement, rows in self._inserts:
                cursor.executemany(statement, rows)
