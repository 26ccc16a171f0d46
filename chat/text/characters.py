"""Classes of characters that names and messages share."""

import re
from unicodedata import category

IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Unicode's default ignorables, as the content of a character class in a regular expression."""

INVISIBLE = re.compile(f"[{IGNORABLE}\u2800]")
"""Zero-width, bidi, filler and variation characters (Unicode's default ignorables), and the Braille blank."""

BLANK = re.compile(rf"(?:\s|[{IGNORABLE}\u2800])*")
"""Text without a visible character. Use it with `fullmatch`."""

UNSPACED_SCRIPTS = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\ud7ff\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff"
)
"""Scripts without spaces between words, as the content of a character class in a regular expression."""

_PLANES = range(0, 0x110000, 0x10000)
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in _PLANES)
UNSTORABLE = re.compile(f"[\ud800-\udfff{_NONCHARACTERS}]")
"""Lone surrogates and non-characters."""


def is_mark(char: str) -> bool:
    """Tell whether `char` is a combining mark."""
    return category(char).startswith("M")


def longest_mark_run(text: str) -> int:
    """Return the largest number of combining marks in a row."""
    longest = run = 0
    for char in text:
        run = run + 1 if is_mark(char) else 0
        longest = max(longest, run)
    return longest
