"""Erase what deleted texts leave in the files of an SQLite database. PostgreSQL cleans up after itself (autovacuum).

SQLite overwrites deleted rows itself (`secure_delete`, see chatsite/settings/database.py). Two places remain: the
search index, which only notes that words are gone until it merges its parts, and the write-ahead log, which keeps
former pages until it is written over.
"""

import logging

from django.db import OperationalError, connection

log = logging.getLogger(__name__)
PAGES = 200
"""Pages of the search index that are merged at once: a few milliseconds, in which nobody else writes."""
PATIENCE_MS = 500
"""How long the log waits for those who read or write. Until it gets its turn, others may wait too."""


def erase() -> None:
    """Erase the leftovers of everything that was deleted so far. Does nothing on PostgreSQL."""
    if connection.vendor == "sqlite":
        _merge_search_index()
        _empty_log()


def _merge_search_index() -> None:
    """Merge all parts of the search index into one, in small steps, which drops the words that are gone."""
    merge = "INSERT INTO chat_searchwords(chat_searchwords, rank) VALUES ('merge', %s)"
    pages = -PAGES
    with connection.cursor() as cursor:
        while True:
            before = _total_changes()
            cursor.execute(merge, [pages])
            # The first step, with a negative number, takes all parts together. FTS5 says so: fewer than two changes
            # mean that nothing is left to merge.
            if _total_changes() - before < 2:
                return
            pages = PAGES


def _total_changes() -> int:
    return int(connection.connection.total_changes)


def _empty_log() -> None:
    """Write the log into the database and cut it off. If somebody reads for long, it is left to the next time."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        patience = int(cursor.fetchone()[0])
        try:
            cursor.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            if cursor.fetchone()[0]:
                log.info("The write-ahead log is in use. It is emptied the next time.")
        except OperationalError:
            log.info("The write-ahead log is in use. It is emptied the next time.")
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience}")
