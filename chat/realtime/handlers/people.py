"""Commands about the user: typing and presence."""

from chat.delivery.hub import hub
from chat.protocol.messages.commands import StartTyping, StopTyping
from chat.protocol.people import Presence
from chat.realtime.handlers.table import Context, handles, require_member


@handles(StartTyping)
async def start_typing(context: Context, command: StartTyping) -> None:
    await require_member(context, command.room_id)
    context.typing_indicators.start(context.user, command.room_id)


@handles(StopTyping)
async def stop_typing(context: Context, command: StopTyping) -> None:
    await require_member(context, command.room_id)
    context.typing_indicators.stop(context.user, command.room_id)


@handles(Presence)
async def set_presence(context: Context, command: Presence) -> None:
    context.connection.status = command.status
    hub.mark_changed(context.user.pk)
