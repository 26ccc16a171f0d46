"""Text as words that can be looked up: what is indexed, and what a query is made of.

Case, compatibility forms and accents do not matter. Scripts without spaces give one word a character, so that any part
of a sentence is a phrase, and also their pairs: most of their words are two characters long, and a pair is rare where
its characters are not. Both databases index these words as they are; neither has rules of its own.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from chat.text.characters import INVISIBLE, UNSPACED_SCRIPTS, is_mark

WORD_LENGTH = 64
"""Longer words are cut; so are those that are looked for."""

_ASCII_WORD = re.compile("[a-z0-9]+")
_UNSPACED = re.compile(f"[{UNSPACED_SCRIPTS}]")
_ACCENT = re.compile("[\u0300-\u036f]")


class Word(NamedTuple):
    """`start` and `end`: where it stands in the text. `joined`: nothing is between it and the word before."""

    text: str
    start: int
    end: int
    joined: bool = False


def words(text: str) -> list[Word]:
    """The words of `text` in order. Where they stand holds for text in its composed form (NFC)."""
    if text.isascii():
        found = _ASCII_WORD.finditer(text.lower())
        return [Word(match[0][:WORD_LENGTH], match.start(), match.end()) for match in found]
    return list(_words(text))


def entries(text: str) -> tuple[list[str], list[str]]:
    """What is indexed of a text: its words, in order, and their pairs."""
    if text.isascii():  # Most are, and each word's place need not be known.
        return [word[:WORD_LENGTH] for word in _ASCII_WORD.findall(text.lower())], []
    found = words(composed(text))
    return [word.text for word in found], pairs(found)


def pairs(found: Iterable[Word]) -> list[str]:
    """The neighbours in scripts without spaces, each pair once."""
    made: dict[str, None] = {}
    before = ""
    for word in found:
        if word.joined:
            made[before + word.text] = None
        before = word.text
    return list(made)


def composed(text: str) -> str:
    return normalize("NFC", text)


def _words(text: str) -> Iterator[Word]:
    letters: list[str] = []
    start = end = 0
    joined = False
    for index, char in enumerate(text):
        for letter in _folded(char):
            alone = _UNSPACED.match(letter)
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
            joined = bool(alone)
    if letters:
        yield Word("".join(letters)[:WORD_LENGTH], start, end)


@lru_cache(maxsize=1 << 16)
def _folded(char: str) -> str:
    """What is indexed of a character: letters, digits and their marks as they are; a space for all that parts words."""
    if INVISIBLE.match(char):
        return ""
    plain = normalize("NFKC", normalize("NFKC", char).casefold())
    plain = normalize("NFC", _ACCENT.sub("", normalize("NFD", plain)))
    return "".join(letter if letter.isalnum() or is_mark(letter) else " " for letter in plain)
