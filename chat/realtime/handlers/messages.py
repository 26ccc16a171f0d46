"""Commands that send and change messages."""

import asyncio

from chat.actions.messages import messages, pins, reactions
from chat.actions.sending.committer import committer
from chat.actions.sending.draft import Outcome
from chat.executors import write
from chat.protocol.base import Payload
from chat.protocol.messages.commands import Delete, Edit, Pin, React, Send
from chat.realtime.handlers.table import Context, handles


@handles(Send)
async def send(context: Context, command: Send) -> asyncio.Future[Outcome]:
    if context.used_typing_indicators is not None:
        context.used_typing_indicators.stop(context.user, command.room_id)
    # `vars` and not `dict`: pydantic's iterator looks at each field of each message.
    return committer.submit(messages.draft(by=context.user, **vars(command)))


@handles(Edit)
async def edit(context: Context, command: Edit) -> Payload:
    return await write(messages.edit, by=context.user, **vars(command))


@handles(Delete)
async def delete(context: Context, command: Delete) -> Payload:
    return await write(messages.delete, by=context.user, **vars(command))


@handles(React)
async def react(context: Context, command: React) -> Payload:
    return await write(reactions.react, by=context.user, **vars(command))


@handles(Pin)
async def pin(context: Context, command: Pin) -> Payload:
    return await write(pins.pin, by=context.user, **vars(command))
