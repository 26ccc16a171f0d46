"""Split text into the words of the search index. Queries are split in the same way.

Case, compatibility forms and accents do not matter. In scripts without spaces, each character is a word, so that any
part of a sentence can be found as a phrase. Pairs of neighbouring characters are indexed too, because they are much
rarer than single characters. SQLite and PostgreSQL index these words without rules of their own.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from chat.text.characters import INVISIBLE, UNSPACED_SCRIPTS, is_mark

WORD_LENGTH = 64
"""Longer words are cut, in texts and in queries."""

_ASCII_WORD = re.compile("[a-z0-9]+")
_UNSPACED = re.compile(f"[{UNSPACED_SCRIPTS}]")
_ACCENT = re.compile("[\u0300-\u036f]")


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
    for index, char in enumerate(text):
        for letter, alone in _folded(char):
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
def _folded(char: str) -> tuple[tuple[str, bool], ...]:
    """Return the character as it is indexed: folded letters, digits and marks, or a space if it separates words.

    Each comes with whether it is a word by itself.
    """
    if INVISIBLE.match(char):
        return ()
    plain = normalize("NFKC", normalize("NFKC", char).casefold())
    plain = normalize("NFC", _ACCENT.sub("", normalize("NFD", plain)))
    letters = "".join(letter if letter.isalnum() or is_mark(letter) else " " for letter in plain)
    return tuple((letter, _UNSPACED.match(letter) is not None) for letter in letters)
