"""The protocols of our site and of the tutorials' Socket.IO server, as the crowd of the benchmarks speaks them."""

import json
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import uuid4

from pydantic_core import from_json  # Twice as fast as json.loads: the generator must not be what is measured.


@dataclass(frozen=True)
class Heard:
    """The content of a frame. `kind` is `ready`, `message` or `ack`; `position` orders the messages of a room."""

    kind: str
    id: str = ""
    position: int = 0
    message_id: int = 0
    error: str = ""
    """The code of a refusal."""
    text: str = ""


class Dialect(Protocol):
    path: str
    page: str
    """The path of the newest 50 messages over HTTP, with {room}."""

    def answers(self, frame: bytes, token: str) -> list[str]:
        """The frames that the protocol itself demands in return: a login, a heartbeat."""

    def command(self, id: str, verb: str, room: int, **given: Any) -> str:
        """The frame of a command."""

    def hear(self, frame: bytes) -> list[Heard]:
        """Read a frame."""


class Native:
    """Our own protocol (docs/protocol.md)."""

    path = "/ws/?batch=1"
    page = "/api/v1/rooms/{room}/messages?limit=50"

    def answers(self, frame: bytes, token: str) -> list[str]:
        return []  # The token is a header, and the heartbeat is that of WebSocket.

    def command(self, id: str, verb: str, room: int, **given: Any) -> str:
        message = given.get("message_id", 0)
        data: dict[str, dict[str, Any]] = {
            "send": {"roomId": room, "content": given.get("content"), "clientId": str(uuid4())},
            "read": {"roomId": room, "seq": given.get("position")},
            "react": {"messageId": message, "emoji": "👍", "on": True},
            "edit": {"messageId": message, "content": given.get("content")},
            "delete": {"messageId": message},
            "history": {"roomId": room, "limit": 50},
            "sync": {"roomId": room, "rev": given.get("rev"), "limit": 50},
            "away": {"status": "away"},
            "back": {"status": "online"},
            "watch": {"roomId": room},
        }
        types = {"send": "chat:send", "react": "chat:react", "edit": "chat:edit", "delete": "chat:delete"}
        types |= {"away": "presence", "back": "presence"}
        return json.dumps({"type": types.get(verb, verb), "id": id, "data": data[verb]})

    def hear(self, frame: bytes) -> list[Heard]:
        event = from_json(frame)
        events = event["data"] if event["type"] == "batch" else [event]
        return [heard for each in events if (heard := self._read(each)) is not None]

    def _read(self, event: dict[str, Any]) -> Heard | None:
        data = event.get("data", {})
        if event["type"] == "ack":
            error = "" if data["success"] else data["error"]["code"]
            return Heard("ack", event["id"], data.get("seq", 0), data.get("messageId", 0), error)
        if event["type"] == "chat:message":
            return Heard("message", position=data["seq"], message_id=data["id"], text=data["content"])
        return Heard("ready") if event["type"] == "welcome" else None


class SocketIo:
    """Engine.IO 4 and Socket.IO 5, over a WebSocket alone."""

    path = "/socket.io/?EIO=4&transport=websocket"
    page = "/messages"

    def answers(self, frame: bytes, token: str) -> list[str]:
        if frame.startswith(b"0{"):
            return [f"40{json.dumps({'token': token})}"]
        return ["3"] if frame == b"2" else []

    def command(self, id: str, verb: str, room: int, **given: Any) -> str:
        message = given.get("message_id", 0)
        event, data = {
            "send": ("chat:send", {"roomId": room, "content": given.get("content")}),
            "read": ("read", {"roomId": room, "messageId": given.get("position")}),
            "react": ("chat:react", {"messageId": message, "emoji": "👍"}),
            "edit": ("chat:edit", {"messageId": message, "content": given.get("content")}),
            "delete": ("chat:delete", {"messageId": message}),
            "history": ("history", {"roomId": room}),
        }[verb]
        return f"42{id}{json.dumps([event, data])}"

    def hear(self, frame: bytes) -> list[Heard]:
        text = frame.decode()
        if text.startswith("40"):
            return [Heard("ready")]
        if text.startswith("43"):
            id, _, rest = text[2:].partition("[")
            data = from_json(f"[{rest}")[0]
            message = int(data.get("messageId", 0))
            return [Heard("ack", id, message, message, data.get("error", ""))]
        if text.startswith('42["chat:message"'):
            data = from_json(text[2:])[1]
            return [Heard("message", position=int(data["id"]), message_id=int(data["id"]), text=data["content"])]
        return []


DIALECTS: dict[str, type[Dialect]] = {"native": Native, "socketio": SocketIo}
