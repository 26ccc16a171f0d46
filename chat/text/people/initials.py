"""The initials and the colour of a person without a picture. The page's scripts follow the same rules."""

import unicodedata

COLOURS = 8


def initials(name: str) -> str:
    """Return the initials of the first and the last word, or the first character of a Chinese or Korean name."""
    # A username in brackets tells the person from others of the name, and is no part of it.
    words = [letters for word in name.split() if not word.startswith("(@") and (letters := _letters(word))]
    if not words:
        return name.strip()[:1]
    if len(words) == 1 or _is_wide(words[0]):
        return _upper(words[0][0])
    return _upper(words[0][0]) + _upper(words[-1][0])


def colour(user_id: int) -> int:
    """Return the number of the person's colour, from 0 to 7."""
    return user_id % COLOURS


def _letters(word: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFC", word) if char.isalnum())


def _is_wide(letters: str) -> bool:
    return unicodedata.east_asian_width(letters[0]) in {"W", "F"}


def _upper(char: str) -> str:
    """Return `char` in upper case if that is one character, which is not so for ß."""
    return char.upper() if len(char.upper()) == 1 else char
