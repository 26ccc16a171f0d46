"""Cut an excerpt of a message around the first match, and mark the matches in it."""

from collections.abc import Sequence
from itertools import pairwise

from chat.text.graphemes import cut, is_boundary
from chat.text.messages.parser import plain_text
from chat.text.search.folding import folded
from chat.text.search.matching import Span, spans
from chat.text.search.query import Term
from chat.text.search.words import composed, words

LENGTH = 180
BEFORE = 50
"""Code points before the first match, if the text is longer than an excerpt."""

Part = tuple[str, bool]


def excerpt(content: str, terms: Sequence[Term]) -> list[Part]:
    """Return an excerpt as parts, each with whether it is a match.

    The excerpt is one line of plain text, at most LENGTH long. If only the markup matches, such as the URL of a link,
    the excerpt contains the markup.
    """
    line = _one_line(plain_text(content))
    found = matches(line, terms)
    whole = _one_line(content)
    if not found and terms and whole != line and (in_whole := matches(whole, terms)):
        line, found = whole, in_whole
    start, end = _window(line, found[0] if found else (0, 0))
    return _parts(line, start, end, found)


def matches(line: str, terms: Sequence[Term]) -> list[Span]:
    """Return the spans of the terms in composed (NFC) text, in order and without overlap."""
    merged: list[Span] = []
    for start, end in spans(words(line), dict.fromkeys(terms)):
        first = start
        while merged and first <= merged[-1][1]:
            first = min(first, merged.pop()[0])
        merged.append((first, _with_marks(line, end)))
    return merged


def _with_marks(line: str, end: int) -> int:
    """Return the end of a match, moved behind what belongs to its last letter: marks, joiners and skin tones."""
    while end < len(line) and not folded(line[end]):
        end += 1
    return end


def _one_line(text: str) -> str:
    return " ".join(composed(text).split())


def _window(line: str, match: Span) -> Span:
    if len(line) <= LENGTH:
        return 0, len(line)
    start = 0 if match[0] <= BEFORE else match[0] - BEFORE
    start = min(start, len(line) - LENGTH)
    if start:
        # Begin at a word if one begins nearby.
        space = line.find(" ", start, start + BEFORE // 2)
        start = space + 1 if 0 <= space < match[0] else start
        while not is_boundary(line, start):
            start += 1
    end = start + len(cut(line[start:], LENGTH))
    space = line.rfind(" ", max(match[1], end - BEFORE // 2), end) if end < len(line) else -1
    return start, space if space > start else end


def _parts(line: str, start: int, end: int, spans: list[Span]) -> list[Part]:
    inside = [(max(a, start), min(b, end)) for a, b in spans if a < end and b > start]
    edges = [start, *(edge for span in inside for edge in span), end]
    marked = {a for a, _ in inside}
    parts = [(line[a:b], a in marked) for a, b in pairwise(edges) if b > a]
    if start:
        parts = [("…", False), *parts]
    return [*parts, ("…", False)] if end < len(line) else parts
