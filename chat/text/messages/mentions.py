"""Who a message calls by name: `@ada`, `@李雷`, `@everyone`.

A name ends where its letters end. In scripts that are written without spaces it may end earlier (`@李雷你好`), so a
mention has several possible names, and the longest that is known wins.
"""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from chat.text.characters import UNSPACED_SCRIPTS, is_mark
from chat.text.messages.parser import MARKDOWN, inlines, outside_links
from chat.text.people.names import MAX_USERNAME, MIN_USERNAME, fold

EVERYONE = "everyone"
HERE = "here"
MAX_CANDIDATES = 50

_ALIASES = {"所有人": EVERYONE}
_MAX_UNSPACED = 10
_UNSPACED = re.compile(f"[{UNSPACED_SCRIPTS}]")
# Not inside a word (an e-mail address), unless the script before it has no spaces either: 你好@李雷
_SIGIL = re.compile(rf"(?<![^\W{UNSPACED_SCRIPTS}])(?<![@＠/])[@＠]")


@dataclass(frozen=True, slots=True)
class MentionTarget:
    """Whom a name stands for: one user, or (`user_id` None) everyone or everyone here."""

    user_id: int | None


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of a text where somebody may be mentioned: the index of its `@`, and (name key, end), longest first."""

    start: int
    names: tuple[tuple[str, int], ...]


def spots(text: str) -> Iterator[Spot]:
    """The places of one run of plain text where a name may stand, in order, without overlap."""
    for sigil in _SIGIL.finditer(text):
        if names := tuple((_key(text[sigil.end() : end]), end) for end in ends(text, sigil.end())):
            yield Spot(sigil.start(), names)


def names_people(content: str) -> bool:
    """Whether there may be anything to find. Most texts have no such character, which a pattern is slow to say."""
    return ("@" in content or "＠" in content) and _SIGIL.search(content) is not None


def candidates(content: str) -> list[str]:
    """The folded names that `content` may mention outside code and links: in order, each once, at most 50."""
    if not names_people(content):
        return []
    return _first(name for text in texts(content) for spot in spots(text) for name, _ in spot.names)


def chosen(content: str, known: Container[str]) -> list[str]:
    """The names of `known` that `render` marks: in order, each once, and of several at one place only the longest."""
    if not names_people(content):
        return []
    picks = (pick(spot, known) for text in texts(content) for spot in spots(text))
    return list(dict.fromkeys(name for name, _ in filter(None, picks)))


def pick(spot: Spot, known: Container[str]) -> tuple[str, int] | None:
    """The longest name at `spot` that is known, and where it ends."""
    return next(((name, end) for name, end in spot.names if name in known), None)


def texts(content: str) -> Iterator[str]:
    """The runs of plain text in which a name can stand."""
    for inline in inlines(MARKDOWN.parse(content)):
        yield from (token.content for token in outside_links(inline.children or []))


def _first(names: Iterable[str]) -> list[str]:
    found: dict[str, None] = {}
    for name in names:
        found[name] = None
        if len(found) == MAX_CANDIDATES:
            break
    return list(found)


def _key(name: str) -> str:
    key = fold(name)
    return _ALIASES.get(key, key)


def ends(text: str, start: int, *, least: int = MIN_USERNAME, most: int = MAX_USERNAME) -> list[int]:
    """Where a name that begins at `start` may end, furthest first; looks at no more than a name's length."""
    stop = start
    while stop < len(text) and stop - start < most and _in_name(text[stop]):
        stop += 1
    if stop == start or not text[start].isalnum():
        return []
    return [end for end in range(stop, start + least - 1, -1) if _is_end(text, start, end)]


def _is_end(text: str, start: int, end: int) -> bool:
    last, following = text[end - 1], text[end : end + 1]
    if last in "_-.":
        return False
    if not following or following == "." or not _in_name(following):
        return True
    if following in "_-":
        return not text[end + 1 : end + 2].isalnum()
    if is_mark(following) or end - start > _MAX_UNSPACED:
        return False
    return bool(_UNSPACED.match(last) or _UNSPACED.match(following))


def _in_name(char: str) -> bool:
    return char.isalnum() or char in "_-." or is_mark(char)
