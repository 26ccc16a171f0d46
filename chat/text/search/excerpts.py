"""Cut an excerpt of a message around the first match, and mark the matches in it."""

from collections.abc import Sequence
from itertools import pairwise

from chat.text.messages.parser import plain_text
from chat.text.search.query import Term
from chat.text.search.words import Word, composed, words

LENGTH = 180
BEFORE = 50
"""Code points before the first match, if the text is longer than an excerpt."""

Span = tuple[int, int]
Part = tuple[str, bool]


def excerpt(content: str, terms: Sequence[Term]) -> list[Part]:
    """Return an excerpt as parts, each with whether it is a match.

    The excerpt is one line of plain text, at most LENGTH long. If only the markup matches, such as the URL of a link,
    the excerpt contains the markup.
    """
    line = _one_line(plain_text(content))
    spans = matches(line, terms)
    if not spans and terms and (found := matches(_one_line(content), terms)):
        line, spans = _one_line(content), found
    start, end = _window(line, spans[0] if spans else (0, 0))
    return _parts(line, start, end, spans)


def matches(line: str, terms: Sequence[Term]) -> list[Span]:
    """Return the spans of the terms in composed (NFC) text, in order and without overlap."""
    found = words(line)
    spans = sorted(span for term in terms for span in _places(found, term))
    merged: list[Span] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _places(found: list[Word], term: Term) -> list[Span]:
    wanted, length = list(term.words), len(term.words)
    first = wanted[0]
    return [
        (found[at].start, found[at + length - 1].end)
        for at in range(len(found) - length + 1)
        if (found[at].text == first or length == 1) and _fits(found[at : at + length], wanted, term)
    ]


def _fits(found: list[Word], wanted: list[str], term: Term) -> bool:
    last = found[-1].text
    if term.is_pair and not found[1].joined:
        return False
    ends = last.startswith(wanted[-1]) if term.prefix else last == wanted[-1]
    return ends and all(word.text == text for word, text in zip(found[:-1], wanted[:-1], strict=True))


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
    end = min(len(line), start + LENGTH)
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
