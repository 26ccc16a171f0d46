import pytest
from pydantic import ValidationError

from chat.protocol.messages.catch_up import ReadMarks


def test_marks_are_positions_by_id_and_what_is_left_out_stays_out():
    assert ReadMarks.model_validate({}).rooms is None
    assert ReadMarks.model_validate({"rooms": {"7": 3}}).rooms == {7: 3}


@pytest.mark.parametrize("marks", [{"7": -1}, {"x": 1}, {"7": "1"}, [7]])
def test_what_is_no_position_is_refused(marks):
    with pytest.raises(ValidationError):
        ReadMarks.model_validate({"rooms": marks})
