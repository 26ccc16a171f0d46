"""Find mentions in a message: `@ada`, `@李雷`, `@everyone`.

In scripts without spaces, text may follow a name directly (`@李雷你好`). So a mention has several possible names, and
the longest name that exists wins.
"""

import re
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from markdown_it.token import Token

from chat.text.characters import UNSPACED_SCRIPTS, is_mark
from chat.text.messages.parser import MARKDOWN, inlines, outside_links
from chat.text.people.names import MAX_USERNAME, MIN_USERNAME, fold

EVERYONE = "everyone"
HERE = "here"
MAX_CANDIDATES = 50
"""Different names, or beginnings of Chinese text, that one message may call."""

_ALIASES = {"所有人": EVERYONE}
_MAX_UNSPACED = 10
_UNSPACED = re.compile(f"[{UNSPACED_SCRIPTS}]")
# Not after a letter, as in an e-mail address, unless that letter is of a script without spaces: 你好@李雷
_SIGIL = re.compile(rf"(?<![^\W{UNSPACED_SCRIPTS}])(?<![@＠])[@＠]")
_ANY_SIGIL = re.compile("[@＠]")
_HOST = re.compile(r"[@＠:]\w[\w-]*(?:\.\w[\w-]*)+")
"""After a name, it makes an address: `@ada@elsewhere.example`, or `@ada:elsewhere.example` as in Matrix."""
_PATH = re.compile(r"//|^/|(?<![@＠\w.-])[\w-]+(?:\.[\w-]+)+")
"""Before a name, it makes a path, as in `a.example/@ada`. `@ada.b/@ben` calls both."""
_LONGEST_PATH = 100


@dataclass(frozen=True, slots=True)
class MentionTarget:
    """The target of a mention: a user, or everyone if `user_id` is None."""

    user_id: int | None


@dataclass(frozen=True, slots=True)
class Spot:
    """A possible mention: the index of its `@`, and the possible names as (folded name, end), longest first."""

    start: int
    names: tuple[tuple[str, int], ...]


def spots(text: str) -> Iterator[Spot]:
    """Yield the possible mentions in plain text, in order and without overlap."""
    joined = -1
    for sigil in _ANY_SIGIL.finditer(text):
        start = sigil.start()
        if start != joined and not (_SIGIL.match(text, start) and not _is_in_path(text, start)):
            continue
        possible = ends(text, sigil.end())
        if possible and _HOST.match(text, possible[0]):
            continue
        if names := tuple((_key(text[sigil.end() : end]), end) for end in possible):
            joined = names[0][1]
            yield Spot(start, names)


def names_people(content: str) -> bool:
    """Tell whether the content may mention people. Markup may surround names (`_@ada_`), so each sign counts."""
    return "@" in content or "＠" in content


def _is_in_path(text: str, at: int) -> bool:
    if text[at - 1 : at] != "/":
        return False
    return _PATH.search((text[max(0, at - _LONGEST_PATH) : at].split() or [""])[-1]) is not None


def candidates(content: str, tokens: Sequence[Token] | None = None) -> list[str]:
    """Return the folded names that `content` may mention outside code and links, in order, each once.

    The first MAX_CANDIDATES different places count. In a script without spaces a place has several possible names.

    Args:
        content: Markdown.
        tokens: its tokens, if it has been parsed already.
    """
    if not names_people(content):
        return []
    return first_names(spot for text in texts(content, tokens) for spot in spots(text))


def called_names(content: str) -> Iterator[list[tuple[str, str]]]:
    """Yield, for each `@` that could call somebody, its possible names as (folded name, as typed), longest first.

    Names in code and links call nobody and are left out.
    """
    found = ((text, spot) for text in texts(content) for spot in spots(text))
    for text, spot in islice(found, MAX_CANDIDATES):
        yield [(name, text[spot.start : end]) for name, end in spot.names]


def chosen(content: str, known: Collection[str], tokens: Sequence[Token] | None = None) -> list[str]:
    """Return the names of `known` that `render` marks as mentions, in order and each once."""
    if not known or not names_people(content):
        return []
    picks = (pick(spot, known) for text in texts(content, tokens) for spot in spots(text))
    return list(dict.fromkeys(name for name, _ in filter(None, picks)))


def pick(spot: Spot, known: Container[str]) -> tuple[str, int] | None:
    """Return the longest known name of a possible mention, and its end."""
    return next(((name, end) for name, end in spot.names if name in known), None)


def texts(content: str, tokens: Sequence[Token] | None = None) -> Iterator[str]:
    """Yield the plain text of `content` outside code and links."""
    for inline in inlines(MARKDOWN.parse(content) if tokens is None else tokens):
        yield from (token.content for token in outside_links(inline.children or []))


def first_names(places: Iterable[Spot]) -> list[str]:
    """Return the possible names of the first MAX_CANDIDATES different places, each once."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    for spot in places:
        seen.add(spot.names[0][0])
        if len(seen) > MAX_CANDIDATES:
            break
        found |= dict.fromkeys(name for name, _ in spot.names)
    return list(found)


def _key(name: str) -> str:
    key = fold(name)
    return _ALIASES.get(key, key)


def ends(text: str, start: int, *, least: int = MIN_USERNAME, most: int = MAX_USERNAME) -> list[int]:
    """Return the possible ends of a name that begins at `start`, furthest first.

    Args:
        text: plain text.
        start: the index of the first character of the name.
        least: the minimum length of a name.
        most: the maximum length of a name.
    """
    stop = start
    while stop < len(text) and stop - start < most and (_in_name(text[stop]) or _joins(text, stop)):
        stop += 1
    if stop == start or not text[start].isalnum():
        return []
    return [end for end in range(stop, start + least - 1, -1) if _is_end(text, start, end)]


def _is_end(text: str, start: int, end: int) -> bool:
    last, following = text[end - 1], text[end : end + 1]
    if last in "_-.\u200c\u200d" or _joins(text, end):
        return False
    if not following or following == "." or not _in_name(following):
        return True
    if following in "_-":
        return not text[end + 1 : end + 2].isalnum()
    if is_mark(following) or end - start > _MAX_UNSPACED:
        return False
    return bool(_UNSPACED.match(last) or _UNSPACED.match(following))


def _joins(text: str, at: int) -> bool:
    """Whether a joiner within a word is here."""
    return text[at : at + 1] in ("\u200c", "\u200d") and _in_name(text[at + 1 : at + 2] or " ")


def _in_name(char: str) -> bool:
    return char.isalnum() or char in "_-." or is_mark(char)
