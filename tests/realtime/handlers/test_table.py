"""The table of commands."""

from chat.protocol.commands import COMMANDS
from chat.protocol.connection import Login, Ping
from chat.realtime.handlers import HANDLERS


def test_every_command_has_a_row_but_those_that_the_session_and_its_driver_answer():
    assert HANDLERS.keys() == set(COMMANDS.values()) - {Ping, Login}
