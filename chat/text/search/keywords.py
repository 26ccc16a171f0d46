"""Highlight words: which messages someone wants to be shown among many."""

from collections.abc import Iterable

from chat.text.characters import UNSTORABLE


def keywords(text: str, most: int, longest: int) -> list[str]:
    """The words of a list, one a line or between commas, each once; raises ValueError where they are too many."""
    parts = UNSTORABLE.sub("", text.replace("\0", "").replace("，", ",").replace("、", ",")).replace(",", "\n")
    words = dict.fromkeys(" ".join(part.split()).casefold() for part in parts.split("\n"))
    found = [word for word in words if word]
    if len(found) > most or any(len(word) > longest for word in found):
        raise ValueError("too many or too long")
    return found


def finds(words: Iterable[str], content: str) -> bool:
    """One of the words is in the text, in any case."""
    folded = content.casefold()
    return any(word in folded for word in words)
