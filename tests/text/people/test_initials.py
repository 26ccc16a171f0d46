"""Initials and colours of people without a picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.text.people.initials import colour, initials
from tests.support.rows import row_cases


@pytest.mark.parametrize("case", row_cases("initials"), ids=str)
def test_initials_are_the_first_letters_of_a_name(case):
    assert initials(case["name"]) == case["initials"]


@given(st.text())
def test_there_are_at_most_two_initials(name):
    assert len(initials(name)) <= 2


@pytest.mark.parametrize("case", row_cases("colours"), ids=str)
def test_a_person_keeps_their_colour(case):
    assert colour(case["userId"]) == case["colour"]
