"""Commands that join and leave rooms."""

from chat.actions.rooms import memberships
from chat.executors import write
from chat.protocol.rooms import Join, JoinAck, Leave
from chat.realtime.handlers.table import Context, handles


@handles(Join, "write")
async def join(context: Context, command: Join) -> JoinAck:
    return JoinAck(room=await write(memberships.join, by=context.user, room_id=command.room_id))


@handles(Leave, "write")
async def leave(context: Context, command: Leave) -> None:
    await write(memberships.leave, by=context.user, room_id=command.room_id)
