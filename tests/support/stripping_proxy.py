"""An HTTP proxy that treats WebSocket upgrades as real proxies do: it forwards, strips, refuses or ignores them."""

import asyncio
import contextlib
from typing import Literal, Self

Manner = Literal["pass", "strip", "refuse", "swallow"]
"""The treatment of an upgrade request: forwarded, forwarded as a plain request, answered with 400, or not answered."""
REFUSAL = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
HOP_BY_HOP = {"connection", "upgrade", "keep-alive"}


class StrippingProxy:
    """Listens on its own port and forwards to `target`. Each plain request gets its own connection.

    `plain` and `upgraded` count the requests of each kind.
    """

    def __init__(self, target: int, manner: Manner = "strip") -> None:
        self.target, self.manner = target, manner
        self.port = self.plain = self.upgraded = 0
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._sockets: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *error: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut_sockets(self) -> None:
        """Break every open WebSocket."""
        for socket in self._sockets:
            socket.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._forward(reader, writer, await reader.readuntil(b"\r\n\r\n"))
        finally:
            writer.close()
            self._tasks.discard(task)

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        upgrades = b"upgrade: websocket" in head.lower()
        self.upgraded, self.plain = self.upgraded + upgrades, self.plain + (not upgrades)
        if upgrades and self.manner == "swallow":
            await reader.read()
        elif upgrades and self.manner == "refuse":
            writer.write(REFUSAL)
        elif upgrades and self.manner == "pass":
            self._sockets.add(writer)
            try:
                await self._pipe(reader, writer, head)
            finally:
                self._sockets.discard(writer)
        else:
            await self._pipe(reader, writer, stripped(head))

    async def _pipe(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        """Copy bytes in both directions until either side ends."""
        their_reader, their_writer = await asyncio.open_connection("127.0.0.1", self.target)
        their_writer.write(head)
        directions = [
            asyncio.create_task(copy(reader, their_writer)),
            asyncio.create_task(copy(their_reader, writer)),
        ]
        try:
            await asyncio.wait(directions, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for direction in directions:
                direction.cancel()
            their_writer.close()


def stripped(head: bytes) -> bytes:
    """Remove the hop-by-hop headers, and make this the last request of its connection."""
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    kept = [line for line in lines if line.partition(":")[0].lower() not in HOP_BY_HOP]
    return "\r\n".join([first, *kept, "Connection: close", "", ""]).encode("latin-1")


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
