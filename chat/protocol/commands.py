"""The list of commands that a client may send, and how to parse one."""

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
    """Validate the command in an envelope.

    Raises:
        UnknownType: if the protocol has no command of this type.
        Invalid: if the data does not fit the command; `fields` names the keys.
    """
    model = COMMANDS.get(envelope.type)
    if model is None:
        raise UnknownType(format_lazy(_("There is no command {type}."), type=repr(envelope.type[:40])))
    try:
        return model.model_validate({} if model is Ping else envelope.data)
    except ValidationError as error:
        raise invalid_input(error) from None
