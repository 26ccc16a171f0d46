"""Events about messages, and the acks of message commands."""

from uuid import UUID

from chat.protocol.base import Payload
from chat.protocol.messages.encoded import EncodedMessage


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
    """The user has saved a message (`on`), or has removed it from their saved messages."""

    message_id: int
    on: bool


class SendAck(Payload):
    """`duplicate` is true if a message with this client id was stored before."""

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
    """The answer to `sync`: the state of each message that has changed, by rising rev."""

    messages: list[EncodedMessage]
    rev: int
    more: bool
    reset: bool


class HistoryPage(Payload):
    """The answer to `history`: messages by rising seq."""

    messages: list[EncodedMessage]
    rev: int
    at_start: bool
    at_end: bool
