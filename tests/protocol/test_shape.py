"""What every shape on the wire has in common."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from chat.protocol.base import timestamp

NOON = datetime(2025, 3, 1, 12, 0, 0, 123_999, UTC)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (NOON, "2025-03-01T12:00:00.123Z"),
        (NOON.replace(microsecond=0), "2025-03-01T12:00:00.000Z"),
        (NOON.astimezone(timezone(timedelta(hours=5, minutes=30))), "2025-03-01T12:00:00.123Z"),
        (datetime(2025, 3, 1, 23, 59, 59, 999_999, UTC), "2025-03-01T23:59:59.999Z"),
    ],
)
def test_a_time_is_utc_with_milliseconds_and_z(moment, text):
    assert timestamp(moment) == text
