"""Cut text between characters as people see them: the grapheme clusters of Unicode's UAX #29."""

import re
from unicodedata import category

from chat.text.characters import is_mark

_VIRAMA = re.compile("[\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d]")
_INDIC = re.compile("[\u0900-\u097f\u0980-\u09ff\u0a80-\u0aff\u0b00-\u0b7f\u0c00-\u0c7f\u0d00-\u0d7f]")
_PREPENDED = re.compile("[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\U000110bd\U000110cd]")
_PICTURE = re.compile("[\u00a9\u00ae\u203c\u2049\u2122-\u3299\U0001f000-\U0001faff]")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")
_LONGEST = 64
"""Code points of a cluster. More are cut anywhere, so that looking for its beginning stays cheap."""


def cut(text: str, most: int) -> str:
    """Return the beginning of `text` that has at most `most` code points, without a part of a character."""
    if len(text) <= most:
        return text
    end = most
    while end > max(0, most - _LONGEST) and not is_boundary(text, end):
        end -= 1
    return text[: end if is_boundary(text, end) else most]


def is_boundary(text: str, at: int) -> bool:
    """Tell whether a character, as people see it, ends before `at`."""
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if before < " " or after < " " or (before < "\u0300" and after < "\u0300"):
        return not (before == "\r" and after == "\n")
    if _extends(after) or _PREPENDED.match(before):
        return False
    if before == "\u200d":
        return not (_PICTURE.match(after) and _is_after(text, at - 1, _PICTURE)) and not _conjoins(text, at)
    if _FLAG.match(before) and _FLAG.match(after):
        return _flags_before(text, at) % 2 == 0
    return not (_hangul(before, after) or _conjoins(text, at))


def _extends(char: str) -> bool:
    """Whether a character never begins anything: marks, joiners, tones of skin, and tags."""
    return (
        char in "\u200c\u200d\uff9e\uff9f"
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
        or char in "\u0e33\u0eb3"
        or is_mark(char)
    )


def _is_after(text: str, at: int, kind: re.Pattern[str]) -> bool:
    """Whether the character before `at` is of this kind, if what extends it does not count."""
    while at > 0 and _extends(text[at - 1]) and text[at - 1] != "\u200d":
        at -= 1
    return at > 0 and kind.match(text[at - 1]) is not None


def _conjoins(text: str, at: int) -> bool:
    """Whether the letters on both sides are written as one, as in Devanagari after a virama."""
    if not _INDIC.match(text[at]) or category(text[at]) != "Lo":
        return False
    place, has_virama = at - 1, False
    while place > 0 and (is_mark(text[place]) or text[place] == "\u200d"):
        has_virama = has_virama or _VIRAMA.match(text[place]) is not None
        place -= 1
    return has_virama and _INDIC.match(text[place]) is not None and category(text[place]) == "Lo"


def _flags_before(text: str, at: int) -> int:
    place = at
    while place > 0 and _FLAG.match(text[place - 1]):
        place -= 1
    return at - place


def _hangul(before: str, after: str) -> bool:
    """Whether two parts belong to one syllable of Hangul."""
    is_leading = "\u1100" <= before <= "\u115f" or "\ua960" <= before <= "\ua97c"
    is_syllable = "\uac00" <= before <= "\ud7a3"
    is_open = is_syllable and (ord(before) - 0xAC00) % 28 == 0
    is_vowel = "\u1160" <= before <= "\u11a7" or "\ud7b0" <= before <= "\ud7c6"
    is_final = "\u11a8" <= before <= "\u11ff" or "\ud7cb" <= before <= "\ud7fb"
    if "\u1100" <= after <= "\u115f" or "\ua960" <= after <= "\ua97c" or "\uac00" <= after <= "\ud7a3":
        return is_leading
    if "\u1160" <= after <= "\u11a7" or "\ud7b0" <= after <= "\ud7c6":
        return is_leading or is_vowel or is_open
    if "\u11a8" <= after <= "\u11ff" or "\ud7cb" <= after <= "\ud7fb":
        return is_vowel or is_final or is_syllable
    return False
