"""One person's connection during a load test: times its commands and checks that every event arrives once."""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from chat.management.loadtest.figures import ANSWER_SECONDS, Figures
from chat.management.loadtest.socket import Socket

Connect = Callable[[str, Callable[[bytes], None], Callable[[int | None], None]], Awaitable[Socket]]
"""Opens a socket for a token, with handlers for its frames and its end."""
_HEAD = re.compile(rb'"roomId":(\d+),"seq":\d+,"rev":(\d+),"kind":"\w+","clientId":"?([0-9a-f-]*)')
HEAD_BYTES = 300


class Listener(Protocol):
    """The person behind a tab."""

    def greeted(self) -> None:
        """The connection is open."""

    def saw(self, message: dict[str, Any]) -> None:
        """The open room shows a message."""

    def ended(self) -> None:
        """The connection is gone."""


class Tab:
    """A connection that counts what happens on it.

    Args:
        token: Whose connection it is.
        connect: Opens a socket.
        figures: Where everything is counted.
        sent_at: When each message was sent, by client id; shared by all people.
    """

    def __init__(
        self, token: str, connect: Connect, figures: Figures, sent_at: dict[bytes, float], listener: Listener
    ) -> None:
        self.is_open = False
        self.room_id = 0
        self._token, self._connect, self._figures, self._sent_at = token, connect, figures, sent_at
        self._listener = listener
        self._socket: Socket | None = None
        self._since = 0.0
        self._known: dict[int, tuple[int, int]] = {}
        """By room: the rev of the welcome, and the latest rev since."""
        self._waiting: dict[str, tuple[str, float]] = {}
        self._number = 0
        self._left = False
        self._opening: asyncio.Future[None] | None = None

    def open(self) -> None:
        """Connect; the listener is called when the greeting has arrived."""
        self._since, self._left = time.monotonic(), False
        self._opening = asyncio.ensure_future(self._open())

    def close(self, *, cleanly: bool = True) -> None:
        """Close the connection like a page that is closed or, not `cleanly`, like a network that is lost."""
        self._left = True
        if self._socket is not None:
            (self._socket.close if cleanly else self._socket.abort)()

    def command(self, verb: str, type: str, data: dict[str, Any]) -> None:
        """Send a command and time its ack as `verb`. Do nothing while the connection is not open."""
        if self._socket is None or not self.is_open:
            return
        self._number += 1
        self._waiting[str(self._number)] = verb, time.monotonic()
        self._socket.send(json.dumps({"type": type, "id": str(self._number), "data": data}))

    async def _open(self) -> None:
        try:
            socket = await self._connect(self._token, self._received, self._ended)
        except OSError as error:
            self._figures.errors[f"connect: {type(error).__name__}"] += 1
            self._listener.ended()
            return
        if self._left:
            socket.abort()
        else:
            self._socket = socket

    def _ended(self, code: int | None) -> None:
        self._socket, self.is_open = None, False
        before = time.monotonic() - ANSWER_SECONDS
        self._figures.unanswered += sum(asked_at < before for _, asked_at in self._waiting.values())
        self._waiting.clear()
        if not self._left:
            self._figures.closed += 1
        self._listener.ended()

    def _received(self, frame: bytes) -> None:
        if frame.startswith(b'{"type":"chat:message"') and not self._is_for_open_room(frame):
            # Reading the whole message would cost this process too much: most belong to rooms that are not open.
            head = _HEAD.search(frame, 0, HEAD_BYTES)
            if head is not None:
                self._delivered(int(head[1]), int(head[2]), head[3])
                return
        event = json.loads(frame)
        for each in event["data"] if event["type"] == "batch" else [event]:
            self._event(each["type"], each)

    def _is_for_open_room(self, frame: bytes) -> bool:
        return f'"roomId":{self.room_id},'.encode() in frame[:HEAD_BYTES]

    def _event(self, type: str, event: dict[str, Any]) -> None:
        data = event.get("data", {})
        if type == "chat:message":
            self._delivered(data["roomId"], data["rev"], (data["clientId"] or "").encode())
            if data["roomId"] == self.room_id:
                self._listener.saw(data)
        elif type == "chat:changed":
            self._heard(data["roomId"], data["rev"])
        elif type == "ack":
            self._acked(event["id"], data)
        elif type == "welcome":
            self._greeted(data)
        elif type == "error":
            self._figures.errors[data["code"]] += 1

    def _greeted(self, data: dict[str, Any]) -> None:
        self._figures.verb("connect", time.monotonic() - self._since)
        self._known = {room["id"]: (room["rev"], room["rev"]) for room in data["rooms"]}
        self.is_open = True
        self._listener.greeted()

    def _delivered(self, room_id: int, rev: int, client_id: bytes) -> None:
        sent_at = self._sent_at.get(client_id)
        if sent_at is not None:
            self._figures.deliveries.add(time.monotonic() - sent_at)
        self._heard(room_id, rev)

    def _heard(self, room_id: int, rev: int) -> None:
        start, latest = self._known.get(room_id, (rev, rev))
        if start < rev <= latest:
            self._figures.doubled += 1
        elif rev > latest + 1:
            self._figures.gaps += rev - latest - 1
        self._known[room_id] = start, max(latest, rev)

    def _acked(self, id: str, data: dict[str, Any]) -> None:
        verb, asked_at = self._waiting.pop(id)
        code = None if data["success"] else data["error"]["code"]
        if (verb, code) == ("watch", "unknown_type"):
            return  # This site has no such command, and shows everybody's presence.
        self._figures.verb(verb, time.monotonic() - asked_at)
        if code is not None:
            self._figures.errors[f"{verb}: {code}"] += 1
        elif verb == "history":
            for message in data["messages"]:
                if message["roomId"] == self.room_id:
                    self._listener.saw(message)
