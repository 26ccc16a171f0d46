"""Index words for facts about a message."""

from chat.text.search import facets
from chat.text.search.words import words


def test_no_text_contains_a_facet():
    known = [facets.ANY, facets.LINK, facets.room(7), facets.author(7)]
    assert not {word.text for mark in known for word in words(mark)} & set(known)


def test_different_facts_have_different_facets():
    assert len({facets.ANY, facets.LINK, facets.room(7), facets.author(7), facets.room(70)}) == 5
