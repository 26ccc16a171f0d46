"""Looking into the index: which messages match, the newest first.

SQLite's index yields its matches in order, so that a page ends the work. PostgreSQL's does not: a common word would
gather every message that has it. There the newest messages are searched first, and more while the page is not full.
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
"""Entries of a window that may be walked through in the order of their ids."""


@dataclass(frozen=True)
class Atom:
    """One thing that the index can be asked for: words in a row, the last of which may be the beginning of a word."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass
class Match:
    """`every`: of each group one atom at least; `none`: no atom of these."""

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
        """In the language of this database."""
        every = self.every or [[Atom((facets.ANY,))]]
        one, both, other = (_tsquery, " & ", " | ") if connection.vendor == "postgresql" else (_fts5, " AND ", " OR ")
        wanted = both.join(f"({other.join(map(one, group))})" for group in every)
        if not self.none:
            return wanted
        unwanted = f"({other.join(map(one, self.none))})"
        return f"{wanted} & !{unwanted}" if one is _tsquery else f"({wanted}) NOT {unwanted}"


@dataclass(frozen=True)
class Condition:
    """A part of a WHERE clause; `m` is the message."""

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
    """Up to `limit` matches as (entry id, message id), by falling entry id from below `end` down to `begin`."""
    postgresql = connection.vendor == "postgresql"
    where = " AND ".join([*(each.sql for each in conditions), "m.deleted_at IS NULL"])
    values = [value for each in conditions for value in each.values]
    # CROSS JOIN is an order to SQLite: through the index first.
    statement = (
        "SELECT e.id, m.id FROM chat_searchentry e JOIN chat_message m ON m.id = e.message_id "
        "WHERE e.words @@ %s::tsquery AND e.id >= %s AND e.id < %s"
        if postgresql
        else "SELECT e.id, m.id FROM chat_searchwords w CROSS JOIN chat_searchentry e ON e.id = w.rowid "
        "CROSS JOIN chat_message m ON m.id = e.message_id WHERE w.words MATCH %s AND w.rowid >= %s AND w.rowid < %s"
    )
    # In a large window only the index of words is to be used, not the one of ids, which promises a sorted page soon:
    # PostgreSQL does not know how rare a rare word is.
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
    """The first entry's id, and the one after the last's."""
    with connection.cursor() as cursor:
        # Not min and max in one: SQLite would read all entries.
        cursor.execute("SELECT (SELECT min(id) FROM chat_searchentry), (SELECT max(id) FROM chat_searchentry)")
        first, last = cursor.fetchone()
    return (0, 0) if first is None else (first, last + 1)


def database_time(moment: datetime) -> Any:
    """A time as it is compared in a statement."""
    return connection.ops.adapt_datetimefield_value(moment)


def first_entry_since(moment: datetime) -> int:
    """The id of the first entry written at that time or later: entries rise with time, give or take who was quicker."""
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
