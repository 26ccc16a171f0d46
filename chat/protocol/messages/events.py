"""Events about messages, and what acks of message commands carry."""

from uuid import UUID

from chat.protocol.base import Payload
from chat.protocol.messages.payload import MessagePayload


class TypingUser(Payload):
    room_id: int
    user_id: int
    username: str


class ReadState(Payload):
    room_id: int
    read_seq: int
    unread: int
    mentions: int


class Saved(Payload):
    message_id: int
    on: bool


class SendAck(Payload):
    message_id: int
    seq: int
    rev: int
    client_id: UUID
    duplicate: bool


class ChangeAck(Payload):
    rev: int


class ReadAck(Payload):
    read_seq: int
    unread: int
    mentions: int


class SyncPage(Payload):
    """What `sync` answers: the state of every message changed since, by rising rev."""

    messages: list[MessagePayload]
    rev: int
    more: bool
    reset: bool


class HistoryPage(Payload):
    """What `history` answers, by rising seq."""

    messages: list[MessagePayload]
    rev: int
    at_start: bool
    at_end: bool
