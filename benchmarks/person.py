"""One person of the benchmarks: a connection, the commands sent over it, and what arrives."""

import asyncio
import random
import time
from typing import Any

from benchmarks.dialects import Dialect, Heard
from chat.management.loadtest.figures import Latencies
from chat.management.loadtest.socket import Socket

READ_EVERY = 0.5
"""Seconds between two read marks, as our page sends them."""
CONNECT_SECONDS, ANSWER_SECONDS = 60.0, 120.0


class Person:
    """One connection.

    Args:
        token: The API token to log in with.
        room: The room that the person has open.
        dialect: How to speak to the server.
    """

    def __init__(self, token: str, room: int, dialect: Dialect) -> None:
        self.token, self.room = token, room
        self.greeting = 0
        """Bytes of the first frame."""
        self.last = 0
        """The position of the latest message."""
        self.deliveries: Latencies | None = None
        """Set while the person looks at the room: then they mark what arrives as read."""
        self.marks: set[asyncio.Future[Heard]] = set()
        self._dialect = dialect
        self._socket: Socket | None = None
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting: dict[str, asyncio.Future[Heard]] = {}
        self._number = 0
        self._is_marking = False

    async def connect(self, port: int) -> None:
        """Connect and wait for the greeting.

        Raises:
            RuntimeError: The server refused, or did not greet in time.
        """
        loop = asyncio.get_running_loop()
        self._ready = loop.create_future()
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await loop.create_connection(
                    lambda: self._new_socket(f"127.0.0.1:{port}"),
                    "127.0.0.1",
                    port,
                )
                await self._ready
        except TimeoutError:
            raise RuntimeError(f"no greeting within {CONNECT_SECONDS:.0f} s") from None

    def drop(self) -> None:
        """Lose the connection, like a device whose network is lost. `connect` may follow."""
        assert self._socket is not None
        dropped, self._socket = self._socket, None
        dropped.abort()
        self._ended(None)

    async def ask(self, verb: str, **given: Any) -> Heard:
        """Send a command and return its ack.

        Raises:
            RuntimeError: The server refused, closed the connection, or did not answer in time.
        """
        self._number += 1
        id = str(self._number)
        future: asyncio.Future[Heard] = asyncio.get_running_loop().create_future()
        self._waiting[id] = future
        assert self._socket is not None
        self._socket.send(self._dialect.command(id, verb, self.room, **given))
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                ack = await future
        except TimeoutError:
            raise RuntimeError(f"{verb}: no answer within {ANSWER_SECONDS:.0f} s") from None
        if ack.error and (verb, ack.error) != ("watch", "unknown_type"):  # A server may not know `watch`.
            raise RuntimeError(f"{verb} was refused: {ack.error}")
        return ack

    def _new_socket(self, host: str) -> Socket:
        """Return a socket whose end matters only while it is the present one."""

        def ended(code: int | None) -> None:
            if self._socket is socket:
                self._ended(code)

        socket = Socket(self._dialect.path, host, self.token, self._received, ended)
        self._socket = socket
        return socket

    def _received(self, frame: bytes) -> None:
        assert self._socket is not None
        for answer in self._dialect.answers(frame, self.token):
            self._socket.send(answer)
        for heard in self._dialect.hear(frame):
            if heard.kind == "ack":
                if (future := self._waiting.pop(heard.id, None)) and not future.done():
                    future.set_result(heard)
            elif heard.kind == "ready" and not self._ready.done():
                self.greeting = len(frame)
                self._ready.set_result(None)
            elif heard.kind == "message":
                self.last = max(self.last, heard.position)
                if self.deliveries is not None:
                    self.deliveries.add(time.monotonic() - float(heard.text.partition(" ")[0]))
                    self._mark_soon()

    def _mark_soon(self) -> None:
        if not self._is_marking:
            self._is_marking = True
            asyncio.get_running_loop().call_later(READ_EVERY * random.uniform(0.8, 1.0), self._mark)

    def _mark(self) -> None:
        self._is_marking = False
        self.marks.add(asyncio.ensure_future(self.ask("read", position=self.last)))

    def _ended(self, code: int | None) -> None:
        pending: list[asyncio.Future[Any]] = [self._ready, *self._waiting.values()]
        for future in pending:
            if not future.done():
                future.set_exception(RuntimeError(f"the server closed the connection (code {code})"))
                future.exception()  # Without a reader, as after the end, it is nobody's fault.
