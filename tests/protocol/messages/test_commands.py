"""Limits of commands about messages."""

import pytest

from chat import conf
from tests.support.protocol import COMMAND_DATA, error_fields, parse_command


@pytest.mark.parametrize(("type", "most"), [("sync", conf.SYNC_LIMIT), ("history", conf.HISTORY_LIMIT)])
def test_a_limit_has_a_maximum_and_a_valid_default(type, most):
    assert 1 <= parse_command(type, COMMAND_DATA[type]).limit <= most
    assert parse_command(type, COMMAND_DATA[type] | {"limit": most}).limit == most
    for value in (0, -1, most + 1, "10", 1.0, True):
        assert error_fields(type, COMMAND_DATA[type] | {"limit": value}) == {"limit"}


def test_a_message_has_a_limited_number_of_attachment_ids():
    send = COMMAND_DATA["chat:send"]
    assert parse_command("chat:send", send | {"attachmentIds": [1, 2]}).attachment_ids == [1, 2]
    assert "attachmentIds" in error_fields("chat:send", send | {"attachmentIds": [1] * 21})
    assert "attachmentIds.0" in error_fields("chat:send", send | {"attachmentIds": ["1"]})
