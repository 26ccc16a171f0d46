"""Commands, client to server: one closed, strict shape each. The table COMMANDS is the protocol's list."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from chat.errors import UnknownType
from chat.protocol.base import Command
from chat.protocol.connection import Login, Ping
from chat.protocol.envelope import Envelope
from chat.protocol.errors import invalid_input
from chat.protocol.messages.commands import Delete, Edit, History, Pin, React, Read, Send, StartTyping, StopTyping, Sync
from chat.protocol.people import Presence
from chat.protocol.rooms import Join, Leave

COMMANDS: dict[str, type[Command]] = {
    command.type: command
    for command in (
        Ping,
        Login,
        Send,
        Edit,
        Delete,
        React,
        Pin,
        Join,
        Leave,
        Read,
        StartTyping,
        StopTyping,
        Sync,
        History,
        Presence,
    )
}


def parse(envelope: Envelope) -> Command:
    """The command in an envelope. Raises UnknownType, Invalid, TooLong."""
    shape = COMMANDS.get(envelope.type)
    if shape is None:
        raise UnknownType(format_lazy(_("There is no command {type}."), type=repr(envelope.type[:40])))
    try:
        return shape.model_validate({} if shape is Ping else envelope.data)
    except ValidationError as error:
        raise invalid_input(error) from None
