"""The table of commands: which function handles which command, and what it is given."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from chat.access import Credential, membership_for, require_message
from chat.actions.changes.draft import Outcome
from chat.executors import read
from chat.models import User
from chat.protocol.base import Command, Payload
from chat.protocol.messages.commands import Delete, Edit
from chat.protocol.messages.events import ReadAck
from chat.realtime.connection import Connection
from chat.realtime.typing import TypingIndicators


@dataclass(slots=True)
class Context:
    """The user who gives a command, and the connection it came by."""

    user: User
    credential: Credential
    connection: Connection
    used_typing_indicators: TypingIndicators | None = None
    """None until the user types: most of many connections only listen."""

    @property
    def typing_indicators(self) -> TypingIndicators:
        if self.used_typing_indicators is None:
            self.used_typing_indicators = TypingIndicators()
        return self.used_typing_indicators


Answer = Payload | None | asyncio.Future[Outcome] | asyncio.Future[ReadAck | Exception]
"""The data of the ack; or a future of it, and then the next command need not wait."""
Handler = Callable[[Context, Any], Awaitable[Answer]]
HANDLERS: dict[type[Command], Handler] = {}
SCOPES: dict[type[Command], str] = {}
"""The scope that an API token needs for each command."""
C = TypeVar("C", bound=Command)


def handles(
    command: type[C],
    scope: str = "write",
) -> Callable[[Callable[[Context, C], Awaitable[Answer]]], Callable[[Context, C], Awaitable[Answer]]]:
    """Register the decorated function as the handler of a command, for which an API token needs the scope.

    A handler calls an action or a query and returns the data of the ack. It raises a ChatError to refuse the command.
    """

    def register(handler: Callable[[Context, C], Awaitable[Answer]]) -> Callable[[Context, C], Awaitable[Answer]]:
        HANDLERS[command], SCOPES[command] = handler, scope
        return handler

    return register


async def require_permitted(credential: Credential, command: Command) -> None:
    """Check whether an API token may give this command.

    Raises:
        Forbidden: The token lacks the scope, or is bound to rooms and the command concerns more.
        NotFound: The token is bound to other rooms.
    """
    credential.require_scope(SCOPES[type(command)])
    room_id: int | None = getattr(command, "room_id", None)
    if room_id is not None:
        credential.require_room(room_id)
    if getattr(command, "user_ids", None):
        credential.require_all_rooms()
    if (message_id := getattr(command, "message_id", None)) is not None:
        await read(require_message, credential, message_id, own_or_moderate=isinstance(command, Edit | Delete))


async def require_member(context: Context, room_id: int) -> None:
    """Raise NotFound or NotAMember unless the user is a member of the room.

    The connection knows the rooms it listens to, so the database is asked only for other rooms.
    """
    if room_id not in context.connection.rooms:
        await read(membership_for, context.user.pk, room_id)
