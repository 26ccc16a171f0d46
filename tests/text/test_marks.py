from chat.text import marks
from chat.text.words import words


def test_no_text_contains_a_mark():
    known = [marks.ANY, marks.LINK, marks.room(7), marks.author(7)]
    assert not {word.text for mark in known for word in words(mark)} & set(known)


def test_marks_of_different_things_differ():
    assert len({marks.ANY, marks.LINK, marks.room(7), marks.author(7), marks.room(70)}) == 5
