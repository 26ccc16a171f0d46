"""Highlight words: words that a user wants to be alerted to."""

from collections.abc import Iterable

from chat.text.characters import UNSTORABLE


def keywords(text: str, most: int, longest: int) -> list[str]:
    """Split a list with commas or line breaks into folded words, each once.

    Raises:
        ValueError: if there are more than `most` words, or one has more than `longest` characters.
    """
    parts = UNSTORABLE.sub("", text.replace("\0", "").replace("，", ",").replace("、", ",")).replace(",", "\n")
    words = dict.fromkeys(" ".join(part.split()).casefold() for part in parts.split("\n"))
    found = [word for word in words if word]
    if len(found) > most or any(len(word) > longest for word in found):
        raise ValueError("too many or too long")
    return found


def finds(words: Iterable[str], content: str) -> bool:
    """Tell whether the content contains one of the words, regardless of case."""
    folded = content.casefold()
    return any(word in folded for word in words)
