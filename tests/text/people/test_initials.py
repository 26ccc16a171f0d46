import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.text.people.initials import colour, initials


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("Ada Lovelace", "AL"),
        ("ada", "A"),
        ("Ada King Lovelace", "AL"),
        ("李雷", "李"),
        ("李 雷", "李"),
        ("김 철수", "김"),
        ("Élodie", "É"),
        ("E\u0301lodie", "É"),
        ("ßeta", "ß"),
        ("(ada) [x]", "AX"),
        ("- Ada", "A"),
        ("42", "4"),
        ("🦊", "🦊"),
        ("🦊 Ada", "A"),
        ("", ""),
        ("Пётр Ильич", "ПИ"),
    ],
)
def test_initials_are_the_first_letters_of_a_name(name, drawn):
    assert initials(name) == drawn


@given(st.text())
def test_there_are_never_more_than_two(name):
    assert len(initials(name)) <= 2


def test_a_person_keeps_their_colour_and_neighbours_differ():
    assert [colour(number) for number in range(9)] == [0, 1, 2, 3, 4, 5, 6, 7, 0]
