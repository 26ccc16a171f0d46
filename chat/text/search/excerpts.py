"""Cut an excerpt of a message around the first match, and mark the matches in it."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from chat.text.graphemes import cut, is_boundary
from chat.text.messages.parser import plain_text
from chat.text.search.folding import folded
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
    whole = _one_line(content)
    if not spans and terms and whole != line and (found := matches(whole, terms)):
        line, spans = whole, found
    start, end = _window(line, spans[0] if spans else (0, 0))
    return _parts(line, start, end, spans)


def matches(line: str, terms: Sequence[Term]) -> list[Span]:
    """Return the spans of the terms in composed (NFC) text, in order and without overlap."""
    text = _Text(words(line))
    spans = sorted((start, _with_marks(line, end)) for term in dict.fromkeys(terms) for start, end in text.places(term))
    merged: list[Span] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _with_marks(line: str, end: int) -> int:
    """Return the end of a match, moved behind what belongs to its last letter: marks, joiners and skin tones."""
    while end < len(line) and not folded(line[end]):
        end += 1
    return end


class _Text:
    """The words of a text, with an index: a query may have hundreds of terms, and a text thousands of words."""

    def __init__(self, found: list[Word]) -> None:
        self._found = found
        self._texts = [word.text for word in found]
        self._places: dict[str, list[int]] = {}
        for place, text in enumerate(self._texts):
            self._places.setdefault(text, []).append(place)
        self._sorted = sorted(self._places)

    def places(self, term: Term) -> list[Span]:
        """Return the spans of a term."""
        *before, last = term.words
        firsts = self._places.get(term.words[0], ()) if before or not term.prefix else self._beginning_with(last)
        return [
            (self._found[at].start, self._found[at + len(before)].end)
            for at in firsts
            if self._fits(at, before, last, term)
        ]

    def _beginning_with(self, prefix: str) -> list[int]:
        places: list[int] = []
        for text in self._sorted[bisect_left(self._sorted, prefix) :]:
            if not text.startswith(prefix):
                break
            places += self._places[text]
        return places

    def _fits(self, at: int, before: list[str], last: str, term: Term) -> bool:
        end = at + len(before)
        if end >= len(self._texts) or (term.is_pair and not self._found[end].joined):
            return False
        is_last = self._texts[end].startswith(last) if term.prefix else self._texts[end] == last
        return is_last and self._texts[at:end] == before


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
