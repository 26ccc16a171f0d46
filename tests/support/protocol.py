"""Valid data for each command and payload of the protocol, and helpers to parse and encode them."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from chat.errors import ChatError
from chat.models import Message, User
from chat.protocol import commands
from chat.protocol.base import Command, Payload
from chat.protocol.envelope import decode, encode_error_ack
from chat.protocol.messages.encoded import EncodedMessage
from chat.protocol.messages.payload import MessagePayload
from chat.protocol.people import AuthorPayload

NOON = datetime(2025, 3, 1, 12, 0, 0, 123_999, UTC)
NOON_TEXT = "2025-03-01T12:00:00.123Z"
CLIENT_ID = "0b4a7c1e-5f0d-4a53-9d0c-6a2f1f6c8e11"

COMMAND_DATA: dict[str, dict[str, Any]] = {
    "ping": {},
    "login": {"token": "cs_secret"},
    "chat:send": {"roomId": 7, "content": "hi", "clientId": CLIENT_ID},
    "chat:edit": {"messageId": 9, "content": "hi"},
    "chat:delete": {"messageId": 9},
    "chat:react": {"messageId": 9, "emoji": "👍", "on": True},
    "chat:pin": {"messageId": 9, "on": True},
    "room:join": {"roomId": 7},
    "room:leave": {"roomId": 7},
    "read": {"roomId": 7, "seq": 0},
    "typing:start": {"roomId": 7},
    "typing:stop": {"roomId": 7},
    "sync": {"roomId": 7, "rev": 0},
    "history": {"roomId": 7},
    "presence": {"status": "away"},
    "watch": {},
}

ADA = User(pk=3, username="ada", display_name="Ada Lovelace", is_staff=True, time_zone="Europe/London")
BOB = User(pk=4, username="bob", is_bot=True)
ADA_JSON = {"id": 3, "username": "ada", "displayName": "Ada Lovelace", "avatarUrl": "", "isBot": False}
ADA_PAYLOAD = AuthorPayload(id=3, username="ada", display_name="Ada Lovelace", avatar_url="", is_bot=False)

ROOM_FIELDS = {
    "id": 7,
    "name": "Kitchen",
    "slug": "kitchen",
    "kind": "public",
    "topic": "",
    "role": "member",
    "seq": 5,
    "rev": 6,
    "read_seq": 3,
    "unread": 2,
    "mentions": 1,
    "threads": 0,
    "notify": "all",
    "archived": False,
    "slow_seconds": 0,
    "retention_days": 0,
    "read_only": False,
    "online": 1,
    "member_count": 2,
    "last_message_at": NOON,
}


def parse_command(type: str, data: object) -> Command:
    return commands.parse(decode(json.dumps({"type": type, "data": data})))


def error_of(type: str, data: object) -> ChatError:
    """Return the error with which a command is refused."""
    with pytest.raises(ChatError) as raised:
        parse_command(type, data)
    # The error quotes the input, which need not be valid Unicode. It must be possible to send it all the same.
    assert encode_error_ack("x", raised.value).encode()
    return raised.value


def error_fields(type: str, data: object) -> set[str]:
    """Return the names of the fields for which a command is refused."""
    return set(error_of(type, data).fields or {})


def to_wire(payload: Payload) -> Any:
    """Encode a payload and parse the JSON again, as a client does."""
    return json.loads(payload.to_json())


def encoded(payload: MessagePayload) -> EncodedMessage:
    return EncodedMessage(payload.to_json(), payload.id, payload.seq, payload.rev)


def message(**fields: Any) -> Message:
    """Make a message that is not stored."""
    values = {"pk": 9, "room_id": 7, "seq": 5, "rev": 6, "author": ADA, "client_id": UUID(CLIENT_ID), "content": "*hi*"}
    return Message(**values | {"html": "<p><em>hi</em></p>", "created_at": NOON} | fields)
