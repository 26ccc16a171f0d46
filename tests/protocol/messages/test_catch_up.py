"""Read marks of many rooms."""

import pytest
from pydantic import ValidationError

from chat.protocol.messages.catch_up import ReadMarks


def test_read_marks_are_positions_by_room_id():
    assert ReadMarks.model_validate({}).rooms is None
    assert ReadMarks.model_validate({"rooms": {"7": 3}}).rooms == {7: 3}


@pytest.mark.parametrize("marks", [{"7": -1}, {"x": 1}, {"7": "1"}, [7]])
def test_other_values_are_refused(marks):
    with pytest.raises(ValidationError):
        ReadMarks.model_validate({"rooms": marks})
