"""Find the terms of a query in the words of a text, in time that grows with the text and not with the query.

The terms are one automaton (Aho and Corasick), which reads each word of the text once: looking for each term at each of
its places would be slow for hundreds of terms, or for a term of hundreds of characters.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from chat.text.search.query import Term
from chat.text.search.words import Word

Span = tuple[int, int]


class _Node:
    """A beginning of terms. `fallback` is the longest end of it that is a beginning, too."""

    def __init__(self, depth: int) -> None:
        self.depth = depth
        self.following: dict[str, _Node] = {}
        self.fallback: _Node | None = None
        self.is_term = self.is_pair = False
        self.prefixes: tuple[str, ...] = ()
        self.next_term: _Node | None = None
        self.next_prefix: _Node | None = None


def spans(found: Sequence[Word], terms: Iterable[Term]) -> Iterator[Span]:
    """Yield where terms are in a text: of all that end with the same word, the longest. Ends rise.

    Args:
        found: the words of the text.
        terms: those of a query.
    """
    node = root = _automaton(terms)
    for at, word in enumerate(found):
        begun = _prefix_depth(node, word)
        node = _step(node, word.text, root)
        length = max(_term_depth(node, word), begun)
        if length:
            yield found[at + 1 - length].start, word.end


def _prefix_depth(node: _Node, word: Word) -> int:
    """Return the words of the longest term with a prefix that ends with `word`, or 0."""
    beginning: _Node | None = node
    while beginning:
        if beginning.prefixes and word.text.startswith(beginning.prefixes):
            return beginning.depth + 1
        beginning = beginning.next_prefix
    return 0


def _term_depth(node: _Node, word: Word) -> int:
    """Return the words of the longest term that ends with `word`, or 0. A pair is none if a space is in it."""
    ending: _Node | None = node
    while ending:
        if ending.is_term or (ending.is_pair and word.joined):
            return ending.depth
        ending = ending.next_term
    return 0


def _step(node: _Node, text: str, root: _Node) -> _Node:
    while text not in node.following and node.fallback:
        node = node.fallback
    return node.following.get(text, root)


def _automaton(terms: Iterable[Term]) -> _Node:
    root = _Node(0)
    for term in terms:
        node = root
        for text in term.words[:-1] if term.prefix else term.words:
            node = node.following.setdefault(text, _Node(node.depth + 1))
        if term.prefix:
            node.prefixes += term.words[-1:]
        elif term.is_pair:
            node.is_pair = True
        else:
            node.is_term = True
    _link(root)
    return root


def _link(root: _Node) -> None:
    waiting = deque([root])
    while waiting:
        node = waiting.popleft()
        for text, following in node.following.items():
            following.fallback = fallback = _step(node.fallback, text, root) if node.fallback else root
            following.next_term = fallback if fallback.is_term or fallback.is_pair else fallback.next_term
            following.next_prefix = fallback if fallback.prefixes else fallback.next_prefix
            waiting.append(following)
