"""Fold letters for search: case, width, accents and optional signs do not matter.

Unicode's decompositions take accents apart, but not the stroke of `ł` or the bar of `đ`. The names of the letters tell
which letter they belong to: LATIN SMALL LETTER L WITH STROKE. Arabic and Persian keyboards have different letters for
the same sound, and vowel signs of Hebrew and Arabic are written or left out as people please.
"""

import re
from functools import lru_cache
from unicodedata import combining, decimal, lookup, name, normalize

from chat.text.characters import INVISIBLE, UNSPACED_SCRIPTS, is_mark

EMOJI = re.compile("[\u00a9\u00ae\u203c\u2049\u2122-\u27ff\u2900-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]")
"""Emoji and the symbols among which Unicode puts them. Each is a word by itself."""

_ALONE = re.compile(f"[{UNSPACED_SCRIPTS}]|{EMOJI.pattern}")
_WITH = re.compile("((?:LATIN|CYRILLIC) SMALL LETTER .+) WITH .+")
_HALF_WIDTH_VOICED = re.compile("[\uff66-\uff9d][\uff9e\uff9f]")
_ZERO_WIDTH = "\u200b"

# Marks of these combining classes change how a letter is read, and people leave them out. Other classes are vowels
# and voicing: signs of Thai, Tibetan, Indic scripts and kana.
_OVERLAYS = 1
_POINTS = range(10, 37)  # Hebrew, Arabic and Syriac.
_ABOVE_AND_BELOW = 200
_VOWELS_ABOVE_AND_BELOW = "\u1a17\u1a18"  # Buginese has no others.
_DEVANAGARI_NUKTA = "\u093c"

# Tatweel stretches a word, ʻ and ʼ are apostrophes that count as letters, and skin tones belong to the emoji before.
_DROPPED = re.compile("[\u0640\u02b9-\u02c1\U0001f3fb-\U0001f3ff]")
_LETTERS = {
    **{"æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ŋ": "n", "ı": "i", "ȷ": "j", "ĸ": "k", "ə": "e", "ɵ": "o"},
    # Alef with wasla, alef maksura, teh marbuta; keheh and the forms of yeh and heh on Persian and Urdu keyboards.
    **{"ٱ": "ا", "ى": "ي", "ة": "ه", "ک": "ك", "ی": "ي", "ے": "ي", "ە": "ه", "ھ": "ه", "ہ": "ه"},
}


def same_width(text: str) -> str:
    """Replace half-width kana that carry a voicing mark by one letter. The text keeps its length."""
    return _HALF_WIDTH_VOICED.sub(lambda pair: normalize("NFKC", pair[0]).ljust(2, _ZERO_WIDTH), text)


@lru_cache(maxsize=1 << 16)
def folded(char: str) -> str:
    """Return the letters, digits, marks and emoji for which a character stands; a space for what separates words."""
    if INVISIBLE.match(char) or _DROPPED.match(char):
        return ""
    plain = normalize("NFD", normalize("NFKC", normalize("NFKC", char).casefold()))
    letters = "".join(_letter(letter) for letter in plain if not _is_optional(letter))
    return "".join(letter if _is_found(letter) else " " for letter in normalize("NFC", letters))


def is_alone(letter: str) -> bool:
    """Tell whether a folded letter is a word by itself: an emoji, or of a script without spaces between words."""
    return _ALONE.match(letter) is not None


def fold_name(text: str) -> str:
    """Return a name as `folded` letters, with its punctuation and single spaces."""
    letters = ((char, folded(char)) for char in same_width(normalize("NFC", text)))
    return " ".join("".join(char if plain == " " else plain for char, plain in letters).split())


def _is_optional(char: str) -> bool:
    if not (place := combining(char)):
        return False
    has_place = place == _OVERLAYS or place in _POINTS or place >= _ABOVE_AND_BELOW
    return (has_place and char not in _VOWELS_ABOVE_AND_BELOW) or char == _DEVANAGARI_NUKTA


def _letter(char: str) -> str:
    if char.isascii():
        return char
    while found := _WITH.fullmatch(name(char, "")):
        try:
            char = lookup(found[1])
        except KeyError:
            break
    digit = decimal(char, None)
    return _LETTERS.get(char, char) if digit is None else str(digit)


def _is_found(letter: str) -> bool:
    return letter.isalnum() or is_mark(letter) or EMOJI.match(letter) is not None
