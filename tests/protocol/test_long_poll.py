"""The body of a long-poll."""

import pytest
from pydantic import ValidationError

from chat.protocol.long_poll import LongPollBody


@pytest.mark.parametrize("rooms", [{}, {"7": [41]}, {"7": [41, 38], "9": [0]}])
def test_each_room_has_a_rev_and_perhaps_a_read_seq(rooms):
    assert LongPollBody.model_validate({"rooms": rooms}).rooms == {int(key): place for key, place in rooms.items()}


@pytest.mark.parametrize("rooms", [{"7": 41}, {"7": []}, {"7": [1, 2, 3]}, {"7": ["1"]}, {"7": [-1]}, {"x": [1]}, []])
def test_other_values_for_rooms_are_refused(rooms):
    with pytest.raises(ValidationError):
        LongPollBody.model_validate({"rooms": rooms})


@pytest.mark.parametrize("later", [{}, {"scheduled": 1, "refused": [], "reminders": 0, "due": [7, 9]}])
def test_later_has_counts_and_ids_or_is_empty(later):
    assert LongPollBody.model_validate({"later": later}).later.model_dump(exclude_unset=True) == later


@pytest.mark.parametrize("later", [{"scheduled": -1}, {"refused": [0]}, {"due": ["7"]}, {"due": 7}, []])
def test_other_values_for_later_are_refused(later):
    with pytest.raises(ValidationError):
        LongPollBody.model_validate({"later": later})
