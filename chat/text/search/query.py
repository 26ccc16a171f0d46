"""Parse search queries: words, "phrases", -excluded, prefix*, and filters such as `from:ada`.

A filter with an invalid value is searched as text: `before:lunch` looks for both words. Of text such as `???` no word
remains, and a query with nothing else to look for finds nothing, whatever its filters.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from chat.text.characters import UNSTORABLE
from chat.text.search.words import Word, composed, pairs, words

HAS = ("link", "file", "image", "reaction")
LEAST_PREFIX = 2
"""The minimum of letters before a `*`. Fewer letters would match half of the index."""

# Full-width colons and curly quotes come from Chinese keyboards: from：ada “…”
# An option of a command (--force) is text.
_PART = re.compile(
    r'(?P<minus>(?:-(?!-))?)(?:(?P<name>[a-zA-Z]+)[:：](?=\S))?(?:["“”](?P<quoted>[^"“”]*)["“”]?|(?P<plain>\S+))'
)

_SYNTAX = '"“”*- '
"""Parts of these are no text yet: a quotation or an exclusion that somebody begins to type."""

_UNSEARCHABLE = re.compile(f"[\\x00-\\x1f\\x7f]|{UNSTORABLE.pattern}")


@dataclass(frozen=True)
class Term:
    """A sequence of words. With `prefix`, the last one matches the beginning of a word."""

    words: tuple[str, ...]
    pairs: tuple[str, ...] = ()
    prefix: bool = False

    @property
    def is_pair(self) -> bool:
        """Tell whether the term is two characters of a script without spaces, so that its pair is enough to find it."""
        return len(self.words) == 2 and len(self.pairs) == 1 and not self.prefix


@dataclass
class SearchQuery:
    """A parsed query. `since` and `until` are days in the user's time zone; `until` is excluded."""

    terms: list[Term] = field(default_factory=list)
    without: list[Term] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    rooms: list[str] = field(default_factory=list)
    has: set[str] = field(default_factory=set)
    since: date | None = None
    until: date | None = None
    lost: bool = False
    """Whether there is text without a word in it."""

    @property
    def is_empty(self) -> bool:
        if self.lost and not self.terms:
            return True
        return not (self.terms or self.people or self.rooms or self.has or self.since or self.until)


def parse(text: str) -> SearchQuery:
    """Parse a query. Never fail: every text is a query."""
    query = SearchQuery()
    for part in _PART.finditer(composed(_UNSEARCHABLE.sub(" ", text))):
        quoted, value = part["quoted"], part["quoted"] or part["plain"] or ""
        add_filter = FILTERS.get((part["name"] or "").lower())
        if add_filter and not part["minus"] and add_filter(query, value.strip()):
            continue
        literal = part["name"] + " " + value if part["name"] else value
        if term := _term(literal, prefix=quoted is None and literal.endswith("*")):
            (query.without if part["minus"] else query.terms).append(term)
        elif literal.strip(_SYNTAX) and not part["minus"]:
            query.lost = True
    return query


def _term(text: str, *, prefix: bool) -> Term | None:
    found: list[Word] = words(text)
    if not found:
        return None
    prefix = prefix and found[-1].end == len(text) - 1 and len(found[-1].text) >= LEAST_PREFIX
    return Term(tuple(word.text for word in found), tuple(pairs(found)), prefix)


# --- Filters. Each adds its value to the query, or returns False if the value is invalid.


def _from(query: SearchQuery, value: str) -> bool:
    query.people.append(value.lstrip("@＠"))
    return bool(value.lstrip("@＠"))


def _in(query: SearchQuery, value: str) -> bool:
    query.rooms.append(value.lstrip("#＃"))
    return bool(value.lstrip("#＃"))


def _has(query: SearchQuery, value: str) -> bool:
    kind = value.lower().removesuffix("s")
    if kind not in HAS:
        return False
    query.has.add(kind)
    return True


def _before(query: SearchQuery, value: str) -> bool:
    day = _day(value)
    if day:
        query.until = min(day, query.until or day)
    return bool(day)


def _after(query: SearchQuery, value: str) -> bool:
    day = _day(value)
    if day and day < date.max:
        following = day + timedelta(days=1)
        query.since = max(following, query.since or following)
    return bool(day)


def _on(query: SearchQuery, value: str) -> bool:
    day = _day(value)
    return bool(day and day > date.min and _after(query, str(day - timedelta(days=1))) and _until_the_end(query, day))


def _until_the_end(query: SearchQuery, day: date) -> bool:
    return day < date.max and _before(query, str(day + timedelta(days=1)))


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII) else None
    except ValueError:
        return None


FILTERS: dict[str, Callable[[SearchQuery, str], bool]] = {
    "from": _from,
    "in": _in,
    "has": _has,
    "before": _before,
    "after": _after,
    "on": _on,
}
