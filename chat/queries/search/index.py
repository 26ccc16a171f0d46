"""Read the search index, newest matches first.

SQLite's index yields its matches in order, so the query ends when the page is full. PostgreSQL's has no order: a
common word would collect every message that has it. There the newest entries are searched first, and more of them
while the page is not full.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from chat import conf
from chat.text.search import facets
from chat.text.search.query import Term

SMALLEST, LARGEST = -(2**63), 2**63 - 1
GROWTH = 16
WALKED = 100_000
"""The size up to which PostgreSQL may walk through a window in the order of its ids."""


@dataclass(frozen=True)
class Atom:
    """A term of the index: consecutive words. With `prefix` the last one may be the beginning of a word."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass
class Match:
    """A search: at least one atom of each group in `every`, and no atom in `none`."""

    every: list[list[Atom]] = field(default_factory=list)
    none: list[Atom] = field(default_factory=list)

    def must(self, term: Term) -> None:
        self.every += [[Atom((pair,))] for pair in term.pairs]
        if not term.is_pair:
            self.every.append([Atom(term.words, term.prefix)])

    def must_not(self, term: Term) -> None:
        self.none.append(Atom(term.pairs) if term.is_pair else Atom(term.words, term.prefix))

    def one_of(self, marked: Sequence[str]) -> None:
        self.every.append([Atom((mark,)) for mark in marked])

    def text(self) -> str:
        """Return the search in the syntax of the database."""
        every = self.every or [[Atom((facets.ANY,))]]
        one, both, other = (_tsquery, " & ", " | ") if connection.vendor == "postgresql" else (_fts5, " AND ", " OR ")
        wanted = both.join(f"({other.join(map(one, group))})" for group in every)
        if not self.none:
            return wanted
        unwanted = f"({other.join(map(one, self.none))})"
        return f"{wanted} & !{unwanted}" if one is _tsquery else f"({wanted}) NOT {unwanted}"


@dataclass(frozen=True)
class Condition:
    """A part of a WHERE clause, in which `m` is the message."""

    sql: str
    values: tuple[Any, ...] = ()


def _fts5(atom: Atom) -> str:
    return f'"{" ".join(atom.words)}"{"*" if atom.prefix else ""}'


def _tsquery(atom: Atom) -> str:
    *first, last = (f"'{word}'" for word in atom.words)
    return f"({' <-> '.join([*first, last + (':*' if atom.prefix else '')])})"


def newest_matches(
    match: Match, conditions: Sequence[Condition], *, begin: int, end: int, limit: int
) -> list[tuple[int, int]]:
    """Return up to `limit` matches, newest first.

    Args:
        match: The words to look for.
        conditions: Further conditions on the message.
        begin: The lowest entry id.
        end: The entry id after the highest.
        limit: How many matches.

    Returns:
        Pairs of entry id and message id.
    """
    postgresql = connection.vendor == "postgresql"
    where = " AND ".join([*(condition.sql for condition in conditions), "m.deleted_at IS NULL"])
    values = [value for condition in conditions for value in condition.values]
    # CROSS JOIN makes SQLite read the index first.
    statement = (
        "SELECT e.id, m.id FROM chat_searchentry e JOIN chat_message m ON m.id = e.message_id "
        "WHERE e.words @@ %s::tsquery AND e.id >= %s AND e.id < %s"
        if postgresql
        else "SELECT e.id, m.id FROM chat_searchwords w CROSS JOIN chat_searchentry e ON e.id = w.rowid "
        "CROSS JOIN chat_message m ON m.id = e.message_id WHERE w.words MATCH %s AND w.rowid >= %s AND w.rowid < %s"
    )
    # PostgreSQL does not know how rare a word is, and would read a large window in the order of ids until the page is
    # full. `+ 0` keeps it from using that index.
    place, beyond = ("e.id", "e.id + 0") if postgresql else ("w.rowid", "w.rowid")
    found: list[tuple[int, int]] = []
    with connection.cursor() as cursor:
        for low, high in _windows(begin, end) if postgresql else [(begin, end)]:
            order = f"ORDER BY {place if high - low <= WALKED else beyond} DESC LIMIT %s"
            cursor.execute(f"{statement} AND {where} {order}", [match.text(), low, high, *values, limit - len(found)])
            found += cursor.fetchall()
            if len(found) == limit:
                break
    return found


def id_bounds() -> tuple[int, int]:
    """Return the id of the first entry, and the one after the last."""
    with connection.cursor() as cursor:
        # Two subqueries: SQLite reads all entries for min and max in one.
        cursor.execute("SELECT (SELECT min(id) FROM chat_searchentry), (SELECT max(id) FROM chat_searchentry)")
        first, last = cursor.fetchone()
    return (0, 0) if first is None else (first, last + 1)


def database_time(moment: datetime) -> Any:
    """Return a time as a value for an SQL statement."""
    return connection.ops.adapt_datetimefield_value(moment)


def first_entry_since(moment: datetime) -> int:
    """Return the id of the first entry written at that time or later. Ids rise with time, within SLACK of search.py."""
    low, high = id_bounds()
    with connection.cursor() as cursor:
        while low < high:
            middle = (low + high) // 2
            cursor.execute(
                "SELECT e.id, m.created_at >= %s FROM chat_searchentry e JOIN chat_message m ON m.id = e.message_id "
                "WHERE e.id >= %s ORDER BY e.id LIMIT 1",
                [database_time(moment), middle],
            )
            entry, late = cursor.fetchone() or (high, True)
            low, high = (low, middle) if late else (entry + 1, high)
    return low


def _windows(begin: int, end: int) -> Iterator[tuple[int, int]]:
    size = conf.SEARCH_WINDOW
    while end > begin:
        low = max(begin, end - size)
        yield low, end
        end, size = low, size * GROWTH
