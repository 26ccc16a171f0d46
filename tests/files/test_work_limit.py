"""The limit of what stripping one file may cost."""

import pytest

from chat.files.unreadable import Unreadable
from chat.files.work_limit import MOST_PARTS, TIMES_OVERWRITTEN, WorkLimit


def test_a_file_has_a_number_of_parts():
    limit = WorkLimit(b"")
    for _ in range(MOST_PARTS):
        limit.count_part()
    with pytest.raises(Unreadable):
        limit.count_part()


def test_bytes_are_overwritten_a_few_times():
    data = bytearray(b"secret")
    limit = WorkLimit(data)
    limit.overwrite(data, 0, 6, b"a")
    assert data == b"a\0\0\0\0\0"
    for _ in range(TIMES_OVERWRITTEN - 1):
        limit.overwrite(data, 0, 6)
    with pytest.raises(Unreadable):
        limit.overwrite(data, 0, 1)


@pytest.mark.parametrize(("start", "size"), [(-1, 1), (0, 7), (6, 1)])
def test_bytes_outside_the_file_are_refused(start, size):
    data = bytearray(b"secret")
    with pytest.raises(Unreadable):
        WorkLimit(data).overwrite(data, start, size)
