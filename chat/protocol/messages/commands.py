"""Commands about messages."""

from typing import Annotated

from pydantic import Field

from chat import conf
from chat.protocol.base import Command
from chat.protocol.fields import ClientId, Emoji, Flag, Id, Position, Text


class Send(Command):
    type = "chat:send"
    room_id: Id
    content: Text
    client_id: ClientId
    reply_to: Id | None = None
    thread_id: Id | None = None
    in_room: Flag = False
    # A factory, because pydantic makes a deep copy of a default of [] for each message.
    attachment_ids: Annotated[list[Id], Field(default_factory=list, max_length=conf.FILES_PER_MESSAGE)]


class Edit(Command):
    type = "chat:edit"
    message_id: Id
    content: Text


class Delete(Command):
    type = "chat:delete"
    message_id: Id


class React(Command):
    type = "chat:react"
    message_id: Id
    emoji: Emoji
    on: Flag


class Pin(Command):
    type = "chat:pin"
    message_id: Id
    on: Flag


class Read(Command):
    type = "read"
    room_id: Id
    seq: Position
    unread: Flag = False


class StartTyping(Command):
    type = "typing:start"
    room_id: Id


class StopTyping(Command):
    type = "typing:stop"
    room_id: Id


class Sync(Command):
    type = "sync"
    room_id: Id
    rev: Position
    limit: Annotated[int, Field(strict=True, ge=1, le=conf.SYNC_LIMIT)] = conf.SYNC_LIMIT


class History(Command):
    type = "history"
    room_id: Id
    before: Position | None = None
    after: Position | None = None
    around: Position | None = None
    limit: Annotated[int, Field(strict=True, ge=1, le=conf.HISTORY_LIMIT)] = conf.PAGE_LENGTH
