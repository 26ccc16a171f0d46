"""Find the words and patterns that a site does not want.

Words are compared as search compares them: case, accents and width do not matter. Patterns are RE2 expressions, whose
cost is linear in the text whatever they say. They see the text in lower case and without invisible characters.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal
from unicodedata import normalize

import re2  # type: ignore[import-untyped]

from chat.text.characters import INVISIBLE
from chat.text.search.folding import folded, is_alone, same_width

Outcome = Literal["refuse", "mask", "flag"]
MASK = "•"
"""Replaces each character of what is masked. Markdown gives it no meaning."""
MEMORY = 8 << 20
"""Bytes that one RE2 program may take."""

_SPACED = {code: " " for code in range(128) if not chr(code).isalnum()}
_ASCII_LOWER = _SPACED | {code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)}
_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class Rule:
    """A word or phrase, or a pattern, and what happens to a text that has it."""

    id: int
    text: str
    outcome: Outcome
    is_pattern: bool = False


@dataclass(frozen=True)
class Verdict:
    """The result of checking a text.

    Attributes:
        text: The text, masked where a rule says so.
        is_untouched: Whether no rule has found anything in it.
        refused_by: The rule that refuses the text, if one does.
        flagged_by: The rules whose finds moderators are to look at.
    """

    text: str
    is_untouched: bool = True
    refused_by: Rule | None = None
    flagged_by: tuple[Rule, ...] = ()


class BadPattern(ValueError):
    """RE2 cannot compile a pattern, or would need too much memory."""


@dataclass
class WordFilter:
    """Some rules, prepared for checking many texts."""

    rules: Sequence[Rule] = ()
    _words: dict[str, list[Rule]] = field(default_factory=dict, init=False)
    _patterns: list[tuple[Any, Rule]] = field(default_factory=list, init=False)
    _any_pattern: Any = field(default=None, init=False)
    _phrases: list[tuple[Any, Rule]] = field(default_factory=list, init=False)
    _any_phrase: Any = field(default=None, init=False)

    def __post_init__(self) -> None:
        for rule in self.rules:
            if rule.is_pattern:
                self._patterns.append((compiled(rule.text), rule))
            elif _is_one_word(key := fold_phrase(rule.text)):
                self._words.setdefault(key, []).append(rule)
            elif key:
                self._phrases.append((compiled(_phrase_pattern(key)), rule))
        self._any_pattern = _set_of(rule.text for _, rule in self._patterns)
        self._any_phrase = _set_of(_phrase_pattern(fold_phrase(rule.text)) for _, rule in self._phrases)

    def judge(self, text: str) -> Verdict:
        """Check a text. A text that no rule finds anything in comes back as it is.

        Its cost is linear in the length of the text, and does not grow with the number of words.
        """
        if not self.rules or not self._finds_something(text):
            return Verdict(text)
        text = normalize("NFC", text)
        finds = [*self._finds(text)]
        by_outcome = {outcome: [each for each in finds if each[0].outcome == outcome] for outcome in ("refuse", "flag")}
        refused, flagged = by_outcome["refuse"], by_outcome["flag"]
        return Verdict(
            _masked(text, (span for rule, span in finds if rule.outcome == "mask")),
            not finds,
            refused[0][0] if refused else None,
            tuple(dict.fromkeys(rule for rule, _ in flagged)),
        )

    def _finds_something(self, text: str) -> bool:
        letters = text.translate(_ASCII_LOWER) if text.isascii() else None
        if self._words or self._any_phrase is not None:
            letters = letters if letters is not None else _fold(normalize("NFC", text))[0]
            if self._words and not self._words.keys().isdisjoint(letters.split()):
                return True
            if self._any_phrase is not None and self._any_phrase.Match(f"  {'  '.join(letters.split())}  "):
                return True
        return self._any_pattern is not None and bool(self._any_pattern.Match(_plain(text)[0]))

    def _finds(self, text: str) -> Iterator[tuple[Rule, tuple[int, int]]]:
        """Yield each rule with each place (start, end) where it finds something."""
        letters, places = _fold(text)
        for word in _WORD.finditer(letters):
            for rule in self._words.get(word[0], ()):
                yield rule, (places[word.start()], places[word.end() - 1] + 1)
        if self._phrases:
            letters, places = _double_spaces(letters, places)
            yield from _matches(self._phrases, letters, places, strip=True)
        yield from _matches(self._patterns, *_plain(text))


def compiled(pattern: str) -> Any:
    """Compile an RE2 expression.

    Raises:
        BadPattern: It is no RE2 expression, or matches the empty text, or needs too much memory.
    """
    try:
        expression = re2.compile(pattern, _options())
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        raise BadPattern(reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)) from None
    if expression.search("") is not None:
        raise BadPattern("It matches the empty text.")
    return expression


def fold_phrase(text: str) -> str:
    """Return the words of a text as the filter compares them, with single spaces."""
    return " ".join(_fold(normalize("NFC", text))[0].split())


def _options() -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MEMORY
    return options


def _set_of(patterns: Iterable[str]) -> Any:
    patterns = [*patterns]
    if not patterns:
        return None
    found = re2.Set.SearchSet(_options())
    for pattern in patterns:
        found.Add(pattern)
    found.Compile()
    return found


def _is_one_word(key: str) -> bool:
    return bool(key) and " " not in key and not any(is_alone(letter) for letter in key)


def _phrase_pattern(key: str) -> str:
    """Return a pattern for a text with two spaces around each word, so that neighbours do not share one.

    Scripts that write no spaces have no word boundaries.
    """
    start, end = ("" if is_alone(letter) else " " for letter in (key[0], key[-1]))
    return f"{start}{re2.escape(key.replace(' ', '  '))}{end}"


@lru_cache(maxsize=1 << 14)
def _plain_letter(char: str) -> str:
    return "" if INVISIBLE.match(char) else normalize("NFKC", char).lower()


def _plain(text: str) -> tuple[str, Sequence[int]]:
    """Return the text that patterns see, and the place in `text` of each of its characters."""
    if text.isascii():
        return text.lower(), range(len(text))
    return _mapped((_plain_letter(char) for char in text), len(text))


def _fold(text: str) -> tuple[str, Sequence[int]]:
    """Return the letters that words are compared by, and the place in `text` of each of them."""
    if text.isascii():
        return text.translate(_ASCII_LOWER), range(len(text))
    return _mapped((folded(char) for char in same_width(text)), len(text))


def _mapped(parts: Iterable[str], length: int) -> tuple[str, Sequence[int]]:
    letters = list(parts)
    if all(len(each) == 1 for each in letters):
        return "".join(letters), range(length)
    return "".join(letters), [at for at, each in enumerate(letters) for _ in each]


def _double_spaces(letters: str, places: Sequence[int]) -> tuple[str, Sequence[int]]:
    """Return the text with two spaces around and between its words, and the places."""
    kept, where = ["  "], [0, 0]
    for word in _WORD.finditer(letters):
        last = places[word.end() - 1]
        kept += [word[0], "  "]
        where += [*places[word.start() : word.end()], last, last]
    return "".join(kept), where


def _matches(
    expressions: Collection[tuple[Any, Rule]], letters: str, places: Sequence[int], *, strip: bool = False
) -> Iterator[tuple[Rule, tuple[int, int]]]:
    for expression, rule in expressions:
        for match in expression.finditer(letters):
            start, end = match.span()
            if strip:
                start, end = start + (letters[start] == " "), end - (letters[end - 1] == " ")
            if start < end:
                yield rule, (places[start], places[end - 1] + 1)


def _masked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    characters = list(text)
    for start, end in spans:
        for at in range(start, end):
            if not characters[at].isspace():
                characters[at] = MASK
    return "".join(characters)
