"""Pair the markers of emphasis, deletion and spoilers: `*a*`, `_a_`, `~~a~~`, `||a||`.

The rules of CommonMark expect spaces between words, so `这**很重要。**后面` would not be bold. These are the rules of
the CJK-friendly emphasis specification (github.com/tats-u/markdown-cjk-friendly), which only differ beside characters
of Chinese, Japanese and Korean. Beyond it, `_` works inside such text too, and scripts without spaces count as CJK.
"""

import re
from functools import lru_cache
from unicodedata import category, east_asian_width

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

from chat.text.characters import UNSPACED_SCRIPTS

MAX_DELIMITERS = 1000
"""Markers of a paragraph that may begin or end something: pairing them is quadratic."""

_RUN = re.compile(r"\*+|_+|~+|\|+")
_WHOLE_WORDS = "_|"
"""Markers that cannot begin or end inside a word, because names and program code contain them."""
_PAIRS = {"~": ("s", "s"), "|": ("spoiler", "span")}
"""Markers that are written twice: the type of their tokens, and the tag."""
_UNSPACED = re.compile(f"[{UNSPACED_SCRIPTS}]")
_VARIATION = re.compile("[\ufe00-\ufe0e\U000e0100-\U000e01ef]")


def tokenize(state: StateInline, silent: bool) -> bool:
    """Take a run of markers, and note what it may begin or end."""
    run = _RUN.match(state.src, state.pos, state.posMax)
    if run is None:
        return False
    marker, length = run[0][0], len(run[0])
    if len(state.delimiters) + length > MAX_DELIMITERS or (marker in _PAIRS and length == 1):
        return take(state, run[0], silent)
    if silent:
        return False
    opens, closes = _flanks(state, run.start(), run.end(), marker not in _WHOLE_WORDS)
    width = 2 if marker in _PAIRS else 1
    if length % width:
        state.push("text", "", 0).content = marker
    for _ in range(length // width):
        state.push("text", "", 0).content = marker * width
        # The length decides only about `*` and `_`: three markers do not pair with six.
        known = 0 if width == 2 else length
        state.delimiters.append(Delimiter(ord(marker), known, len(state.tokens) - 1, -1, opens, closes))
    state.pos = run.end()
    return True


def take(state: StateInline, text: str, silent: bool) -> bool:
    """Take the characters that begin here as text."""
    if not silent:
        state.append_pending(text)
    state.pos += len(text)
    return True


def pair(state: StateInline) -> None:
    """Make tags of the pairs of `~~` and `||` that were found. Those of `*` and `_` have a rule of the library."""
    if "~~" not in state.src and "||" not in state.src:
        return
    found = [state.delimiters, *(meta["delimiters"] for meta in state.tokens_meta if meta and "delimiters" in meta)]
    for delimiters in found:
        for opener in delimiters:
            if opener.end < 0 or chr(opener.marker) not in _PAIRS:
                continue
            kind, tag = _PAIRS[chr(opener.marker)]
            for delimiter, suffix, nesting in ((opener, "open", 1), (delimiters[opener.end], "close", -1)):
                token = state.tokens[delimiter.token]
                token.type, token.tag, token.markup, token.content = f"{kind}_{suffix}", tag, token.content, ""
                token.nesting = 1 if nesting > 0 else -1
                if kind == "spoiler" and nesting > 0:
                    token.attrs = {"class": "spoiler"}


def _flanks(state: StateInline, start: int, end: int, splits_words: bool) -> tuple[bool, bool]:
    """Return whether the run of markers may open something, and whether it may close something."""
    src = state.src
    before = src[start - 1] if start else " "
    after = src[end] if end < state.posMax else " "
    before_cjk = is_cjk(src[start - 2] if start > 1 and _VARIATION.match(before) else before)
    after_cjk = is_cjk(after)
    before_space, after_space = isWhiteSpace(ord(before)), isWhiteSpace(ord(after))
    before_mark = not before_cjk and _is_punctuation(before)
    after_mark = not after_cjk and _is_punctuation(after)
    left = not after_space and (not after_mark or before_space or before_mark or before_cjk)
    right = not before_space and (not before_mark or after_space or after_mark or after_cjk)
    if splits_words or before_cjk or after_cjk:
        return left, right
    return left and (not right or before_mark), right and (not left or after_mark)


def _is_punctuation(char: str) -> bool:
    return isMdAsciiPunct(ord(char)) or isPunctChar(char)


@lru_cache(4096)
def is_cjk(char: str) -> bool:
    """Tell whether a character belongs to Chinese, Japanese or Korean text, or to another script without spaces."""
    if char < "\u0e00":
        return False
    if _UNSPACED.match(char):
        return category(char) != "So" or char >= "\u2e80"
    return east_asian_width(char) in "WFH" and not (category(char) in ("So", "Sk") and not "\u2e80" <= char <= "\uffff")
