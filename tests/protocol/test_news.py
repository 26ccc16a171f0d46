import pytest
from pydantic import ValidationError

from chat.protocol.long_poll import KnownLater, LongPollBody


@pytest.mark.parametrize("body", [LongPollBody, KnownLater])
def test_a_body_takes_no_key_that_it_does_not_have(body):
    with pytest.raises(ValidationError, match="extra"):
        body.model_validate({"isStaff": True})


@pytest.mark.parametrize("rooms", [{}, {"7": [41]}, {"7": [41, 38], "9": [0]}])
def test_a_place_is_a_rev_and_perhaps_what_is_read(rooms):
    assert LongPollBody.model_validate({"rooms": rooms}).rooms == {int(key): place for key, place in rooms.items()}


@pytest.mark.parametrize("rooms", [{"7": 41}, {"7": []}, {"7": [1, 2, 3]}, {"7": ["1"]}, {"7": [-1]}, {"x": [1]}, []])
def test_nothing_else_is_a_place(rooms):
    with pytest.raises(ValidationError):
        LongPollBody.model_validate({"rooms": rooms})


@pytest.mark.parametrize("later", [{}, {"scheduled": 1, "refused": [], "reminders": 0, "due": [7, 9]}])
def test_what_is_known_of_what_is_put_off_is_numbers_and_ids_or_nothing(later):
    assert LongPollBody.model_validate({"later": later}).later.model_dump(exclude_unset=True) == later


@pytest.mark.parametrize("later", [{"scheduled": -1}, {"refused": [0]}, {"due": ["7"]}, {"due": 7}, []])
def test_nothing_else_is(later):
    with pytest.raises(ValidationError):
        LongPollBody.model_validate({"later": later})
