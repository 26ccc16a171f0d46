"""Show the host and the path of a link: in letters where that is safe, else as the network knows them.

A host in other letters may look like a famous one (`аррӏе.com` in Cyrillic). Such a host is shown in its ASCII form,
`xn--80ak6aa92e.com`, as browsers do.
"""

import re
import unicodedata
from contextlib import suppress
from functools import lru_cache

from markdown_it import _punycode

from chat.text.characters import INVISIBLE
from chat.text.people.confusables import is_whole_lookalike, scripts

_EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "KATAKANA-HIRAGANA", "IDEOGRAPHIC"})
_LIKE_SLASHES = re.compile("[A-Za-z0-9][ノンソゾ丶丿〳〵一ー・]|[ノンソゾ丶丿〳〵一ー・][A-Za-z0-9]")
"""East Asian characters beside Latin letters that look like a slash, a dash or a dot: `example.comノa.example`."""
_URL = re.compile(r"((?:https?://|mailto:)?(?:[^/?#]*@)?)([^/?#:@]*)(.*)", re.IGNORECASE | re.DOTALL)
_ESCAPES = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")


def shown(url: str) -> str:
    """Return the text that stands for `url`: ambiguous hosts in ASCII, escaped letters of the path as letters."""
    start, host, path = _URL.fullmatch(url).groups()  # type: ignore[union-attr]
    return start + ".".join(map(_shown_label, host.split("."))) + _ESCAPES.sub(_letters, path)


@lru_cache(1024)
def _shown_label(label: str) -> str:
    if label.isascii() and not label.lower().startswith("xn--"):
        return label
    letters = ascii_form = label
    with suppress(Exception):
        letters = _punycode.to_unicode(label.lower()) if label.isascii() else label
        ascii_form = label if label.isascii() else _punycode.to_ascii(unicodedata.normalize("NFKC", label).lower())
    return letters if _is_clear(letters) else ascii_form


def _is_clear(label: str) -> bool:
    """Whether the label is in one script, and more than letters that look like Latin ones."""
    if INVISIBLE.search(label) or _LIKE_SLASHES.search(label) or unicodedata.normalize("NFKC", label) != label:
        return False
    found = scripts(label)
    if len(found) > 1 and not found - {"LATIN"} <= _EAST_ASIAN:
        return False
    return not is_whole_lookalike(label)


def _letters(escapes: re.Match[str]) -> str:
    """Return escaped letters as such, unless there is anything else among them."""
    try:
        text = bytes.fromhex(escapes[0].replace("%", "")).decode()
    except UnicodeDecodeError:
        return escapes[0]
    return text if all(unicodedata.category(char)[0] in "LMN" for char in text) else escapes[0]
