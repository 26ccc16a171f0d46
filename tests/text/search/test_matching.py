"""Terms of a query in the words of a text."""

from hypothesis import given
from hypothesis import strategies as st

from chat.text.search.matching import spans
from chat.text.search.query import Term, parse
from chat.text.search.words import Word, words


def places(found: list[Word], term: Term) -> set[tuple[int, int]]:
    """Where a term is, tried at each word."""
    *before, last = term.words
    every = set()
    for at in range(len(found) - len(before)):
        texts, end = [word.text for word in found[at : at + len(before)]], found[at + len(before)]
        is_last = end.text.startswith(last) if term.prefix else end.text == last
        if is_last and texts == before and (end.joined or not term.is_pair):
            every.add((found[at].start, end.end))
    return every


@given(
    st.text(st.sampled_from("aab上海 "), max_size=60),
    st.lists(st.text(st.sampled_from('aab上海-*"'), max_size=8), max_size=6),
)
def test_of_the_places_that_end_together_the_longest_is_found(text: str, parts: list[str]) -> None:
    found, terms = words(text), parse(" ".join(parts)).terms
    longest: dict[int, int] = {}
    for start, end in (span for term in terms for span in places(found, term)):
        longest[end] = min(start, longest.get(end, start))
    assert list(spans(found, terms)) == [(start, end) for end, start in sorted(longest.items())]
