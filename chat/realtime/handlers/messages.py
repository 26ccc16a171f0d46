"""Commands that send and change messages."""

import asyncio

from chat.actions.changes.committer import committer
from chat.actions.changes.draft import Outcome
from chat.actions.messages import messages, pins, reactions
from chat.protocol.messages.commands import Delete, Edit, Pin, React, Send
from chat.realtime.handlers.table import Context, handles


@handles(Send, "write")
async def send(context: Context, command: Send) -> asyncio.Future[Outcome]:
    if context.used_typing_indicators is not None:
        context.used_typing_indicators.stop(context.user, command.room_id)
    # `vars` and not `dict`: pydantic's iterator looks at each field of each message.
    return committer.submit(messages.draft(by=context.user, **vars(command)))


@handles(Edit, "write")
async def edit(context: Context, command: Edit) -> asyncio.Future[Outcome]:
    return committer.submit(messages.draft_edit(by=context.user, **vars(command)))


@handles(Delete, "write")
async def delete(context: Context, command: Delete) -> asyncio.Future[Outcome]:
    return committer.submit(messages.draft_delete(by=context.user, **vars(command)))


@handles(React, "write")
async def react(context: Context, command: React) -> asyncio.Future[Outcome]:
    return committer.submit(reactions.draft(by=context.user, **vars(command)))


@handles(Pin, "write")
async def pin(context: Context, command: Pin) -> asyncio.Future[Outcome]:
    return committer.submit(pins.draft(by=context.user, **vars(command)))
