"""Every command of the protocol has a handler."""

from chat.protocol.base import Command
from chat.protocol.commands import COMMANDS
from chat.protocol.connection import Login, Ping
from chat.realtime.handlers import HANDLERS, Context
from chat.realtime.handlers.table import handles


def test_every_command_has_a_handler_except_those_that_session_and_driver_answer():
    assert HANDLERS.keys() == set(COMMANDS.values()) - {Ping, Login}


def test_a_handler_is_registered_for_its_command(monkeypatch):
    class Wave(Command):
        pass

    monkeypatch.delitem(HANDLERS, Wave, raising=False)

    @handles(Wave)
    async def wave(context: Context, command: Wave) -> None:
        """Do nothing."""

    assert HANDLERS.pop(Wave) is wave
