"""`make watch`: which tests belong to a file."""

from pathlib import Path

import pytest

from tests.watch import find_tests


@pytest.mark.parametrize(
    ("changed", "test"),
    [
        ("chat/errors.py", "tests/test_errors.py"),
        ("chat/actions/rooms/rooms.py", "tests/actions/rooms/test_rooms.py"),
        ("tests/actions/rooms/test_rooms.py", "tests/actions/rooms/test_rooms.py"),
        ("tests/delivery/conftest.py", "tests/delivery"),
        ("static/js/net/connection/backoff.js", "tests/js/net/connection/backoff.test.js"),
        ("tests/js/net/connection/backoff.test.js", "tests/js/net/connection/backoff.test.js"),
        ("tests/conftest.py", None),
        ("tests/support/factories.py", None),
        ("chat/apps.py", None),
    ],
)
def test_a_changed_file_has_the_tests_at_its_mirrored_path(tmp_path, changed, test):
    if test is not None:
        (tmp_path / test).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / test).touch()
    assert find_tests(Path(changed), tmp_path) == (test and Path(test))
