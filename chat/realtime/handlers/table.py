"""What each command does: a table. A new command is a new row."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from chat.access import Credential, membership_for
from chat.actions.messages import messages, pins, reactions, read_marks
from chat.actions.rooms import memberships
from chat.actions.sending.committer import Outcome, committer
from chat.delivery.hub import hub
from chat.executors import read, write
from chat.models import User
from chat.protocol.base import Command, Payload
from chat.protocol.messages.commands import Delete, Edit, History, Pin, React, Read, Send, StartTyping, StopTyping, Sync
from chat.protocol.messages.events import Changes, Page
from chat.protocol.people import Presence
from chat.protocol.rooms import Join, Joined, Leave
from chat.queries.messages import history as timeline
from chat.queries.messages import sync as catch_up
from chat.realtime.connection import Connection
from chat.realtime.typing import Typist


@dataclass(slots=True)
class Context:
    """Who gives the command, on which connection."""

    user: User
    credential: Credential
    connection: Connection
    typed: Typist | None = None
    """Made with the first key: most connections only listen, and there are many."""

    @property
    def typist(self) -> Typist:
        if self.typed is None:
            self.typed = Typist()
        return self.typed


Answer = Payload | None | asyncio.Future[Outcome]
"""What the ack carries; or a future of it, for which the next command need not wait."""
Handler = Callable[[Context, Any], Awaitable[Answer]]
HANDLERS: dict[type[Command], Handler] = {}
C = TypeVar("C", bound=Command)


def handles(
    command: type[C],
) -> Callable[[Callable[[Context, C], Awaitable[Answer]]], Callable[[Context, C], Awaitable[Answer]]]:
    def register(handler: Callable[[Context, C], Awaitable[Answer]]) -> Callable[[Context, C], Awaitable[Answer]]:
        HANDLERS[command] = handler
        return handler

    return register


@handles(Send)
async def send(context: Context, command: Send) -> asyncio.Future[Outcome]:
    if context.typed is not None:
        context.typed.stop(context.user, command.room_id)
    # vars, because dict() asks pydantic field by field, for every message.
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


@handles(Join)
async def join(context: Context, command: Join) -> Joined:
    return Joined(room=await write(memberships.join, by=context.user, room_id=command.room_id))


@handles(Leave)
async def leave(context: Context, command: Leave) -> None:
    await write(memberships.leave, by=context.user, room_id=command.room_id)


@handles(Read)
async def mark_read(context: Context, command: Read) -> Payload:
    return await write(read_marks.mark, by=context.user, connection=context.connection.id, **vars(command))


@handles(StartTyping)
async def start_typing(context: Context, command: StartTyping) -> None:
    await _require_member(context, command.room_id)
    context.typist.start(context.user, command.room_id)


@handles(StopTyping)
async def stop_typing(context: Context, command: StopTyping) -> None:
    await _require_member(context, command.room_id)
    context.typist.stop(context.user, command.room_id)


@handles(Sync)
async def sync(context: Context, command: Sync) -> Changes:
    return await read(catch_up.changes, context.user.pk, **vars(command))


@handles(History)
async def history(context: Context, command: History) -> Page:
    return await read(timeline.page, context.user.pk, **vars(command))


@handles(Presence)
async def set_presence(context: Context, command: Presence) -> None:
    context.connection.status = command.status
    hub.touched.setdefault(context.user.pk, set())


async def _require_member(context: Context, room_id: int) -> None:
    """What the connection hears it may type in; for the rest the database knows the right refusal."""
    if room_id not in context.connection.rooms:
        await read(membership_for, context.user.pk, room_id)
