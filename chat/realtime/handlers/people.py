"""Commands about the user: typing and presence, the user's own and that of others."""

from chat.delivery.hub import hub
from chat.delivery.presence import presence
from chat.errors import Unavailable
from chat.executors import read
from chat.protocol.messages.commands import StartTyping, StopTyping
from chat.protocol.people import Presence
from chat.protocol.watching import Watch, WatchAck
from chat.queries import watching
from chat.realtime.handlers.table import Context, handles, require_member


@handles(StartTyping, "write")
async def start_typing(context: Context, command: StartTyping) -> None:
    await require_member(context, command.room_id)
    context.typing_indicators.start(context.user, command.room_id)


@handles(StopTyping, "write")
async def stop_typing(context: Context, command: StopTyping) -> None:
    await require_member(context, command.room_id)
    context.typing_indicators.stop(context.user, command.room_id)


@handles(Presence, "read")
async def set_presence(context: Context, command: Presence) -> None:
    context.connection.status = command.status
    hub.mark_changed(context.user.pk)


@handles(Watch, "read")
async def watch(context: Context, command: Watch) -> WatchAck:
    last_seen = await read(watching.permitted, context.user.pk, command)
    before = hub.watches.watched_by(context.connection), hub.watches.open_room(context.connection)
    hub.watch(context.connection, last_seen.keys(), command.room_id or 0)
    try:
        online = await presence.counts.open_room(command.room_id) if command.room_id is not None else None
    except Unavailable:
        hub.watch(context.connection, *before)
        raise
    # Looked up after all waiting, so that the next event of a person is newer than the answer.
    return WatchAck(people=presence.statuses(dict.fromkeys(command.user_ids), last_seen), online=online)
