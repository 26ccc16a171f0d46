"""The login."""

import pytest

from tests.support.protocol import error_fields


@pytest.mark.parametrize("token", ["", "x" * 1025], ids=["empty", "too long"])
def test_a_token_has_1_to_1024_characters(token):
    assert error_fields("login", {"token": token}) == {"token"}
