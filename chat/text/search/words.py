"""Split text into the words of the search index. Queries are split in the same way.

Case, compatibility forms and accents do not matter (see folding.py). In scripts without spaces, each character is a
word, so that any part of a sentence can be found as a phrase; so is each emoji. Pairs of neighbouring characters are
indexed too, because they are much rarer than single characters. SQLite and PostgreSQL index these words without rules
of their own. When the words of a text change, stored messages need a migration such as 0014.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from chat.text.search.folding import folded, is_alone, same_width

WORD_LENGTH = 64
"""Longer words are cut, in texts and in queries."""

_ASCII_WORD = re.compile("[a-z0-9]+")


class Word(NamedTuple):
    """A word and its position in the text. `joined` means that it follows the previous word directly."""

    text: str
    start: int
    end: int
    joined: bool = False


def words(text: str) -> list[Word]:
    """Return the words of `text` in order. Positions are correct if the text is composed (NFC)."""
    if text.isascii():
        found = _ASCII_WORD.finditer(text.lower())
        return [Word(match[0][:WORD_LENGTH], match.start(), match.end()) for match in found]
    return list(_words(text))


def entries(text: str) -> tuple[list[str], list[str]]:
    """Return the words of a text to index, in order, and their pairs."""
    if text.isascii():  # The fast path for most texts, without positions.
        return [word[:WORD_LENGTH] for word in _ASCII_WORD.findall(text.lower())], []
    found = words(composed(text))
    return [word.text for word in found], pairs(found)


def pairs(found: Iterable[Word]) -> list[str]:
    """Return the pairs of joined words, each once."""
    unique: dict[str, None] = {}
    before = ""
    for word in found:
        if word.joined:
            unique[before + word.text] = None
        before = word.text
    return list(unique)


def composed(text: str) -> str:
    return normalize("NFC", text)


def _words(text: str) -> Iterator[Word]:
    letters: list[str] = []
    start = end = 0
    joined = False
    for index, char in enumerate(same_width(text)):
        for letter, alone in _letters(char):
            if letters and (alone or letter == " "):
                yield Word("".join(letters)[:WORD_LENGTH], start, end)
                letters = []
            if alone:
                yield Word(letter, index, index + 1, joined)
            elif letter != " ":
                if not letters:
                    start = index
                letters.append(letter)
                end = index + 1
            joined = alone
    if letters:
        yield Word("".join(letters)[:WORD_LENGTH], start, end)


@lru_cache(maxsize=1 << 16)
def _letters(char: str) -> tuple[tuple[str, bool], ...]:
    """Return the folded letters of a character, each with whether it is a word by itself."""
    return tuple((letter, is_alone(letter)) for letter in folded(char))
