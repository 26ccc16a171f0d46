from chat.text.search import facets
from chat.text.search.words import words


def test_no_text_contains_a_mark():
    known = [facets.ANY, facets.LINK, facets.room(7), facets.author(7)]
    assert not {word.text for mark in known for word in words(mark)} & set(known)


def test_marks_of_different_things_differ():
    assert len({facets.ANY, facets.LINK, facets.room(7), facets.author(7), facets.room(70)}) == 5
