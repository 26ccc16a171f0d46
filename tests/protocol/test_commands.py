"""The list of commands, and the errors that parsing one may raise."""

import pytest

from chat.errors import UnknownType
from chat.protocol import commands
from chat.protocol.connection import Ping
from chat.protocol.envelope import Envelope, encode_error_ack
from tests.support.protocol import COMMAND_DATA, error_of, parse_command
from tests.support.servers import ROOT


def test_there_is_an_example_of_every_command():
    assert list(commands.COMMANDS) == list(COMMAND_DATA)


@pytest.mark.parametrize(("type", "data"), COMMAND_DATA.items())
def test_valid_data_makes_the_command_of_that_type(type, data):
    assert parse_command(type, data).type == type


@pytest.mark.parametrize(("type", "key"), [(type, key) for type, data in COMMAND_DATA.items() for key in data])
def test_the_error_names_the_missing_key(type, key):
    error = error_of(type, {name: value for name, value in COMMAND_DATA[type].items() if name != key})
    assert (error.code, set(error.fields)) == ("invalid", {key})


@pytest.mark.parametrize("type", COMMAND_DATA.keys() - {"ping"})
@pytest.mark.parametrize("key", ["extra", "room_id", "is_staff", "__proto__", ""])
def test_the_error_names_the_unknown_key(type, key):
    error = error_of(type, COMMAND_DATA[type] | {key: 1})
    assert (error.code, set(error.fields)) == ("invalid", {key or "data"})


@pytest.mark.parametrize(
    "type",
    [
        "",
        "nope",
        "_x",
        "__class__",
        "websocket.disconnect",
        "http.request",
        "hub.announcement",
        "Send",
        "CHAT:SEND",
        "\ud800",
    ],
)
def test_a_type_that_is_not_in_the_list_is_unknown(type):
    with pytest.raises(UnknownType) as raised:
        commands.parse(Envelope(type, {}))
    assert encode_error_ack("x", raised.value).encode()


def test_a_ping_accepts_any_data():
    assert parse_command("ping", {"anything": [1, 2]}) == Ping()


def test_the_document_of_the_protocol_lists_every_command():
    document = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
    assert [type for type in commands.COMMANDS if f"`{type}`" not in document] == []
