"""Times of scheduled messages and reminders."""

import pytest
from pydantic import ValidationError

from chat.protocol.later import ReminderChange


@pytest.mark.parametrize("text", ["2030-12-31T09:00:00Z", "2030-12-31T09:00:00.123+08:00"])
def test_a_time_of_rfc_3339_is_accepted(text):
    assert ReminderChange.model_validate({"at": text}).at.utcoffset() is not None


@pytest.mark.parametrize("text", ["", "tomorrow", "2030-12-31", "2030-12-31T09:00:00", 1893456000, None, "9" * 50, "T"])
def test_a_time_without_date_hour_or_zone_is_refused(text):
    with pytest.raises(ValidationError):
        ReminderChange.model_validate({"at": text})
