"""A TCP proxy on the test's event loop, which simulates faults of the network."""

import asyncio
import contextlib
import random
import socket
import struct
from dataclasses import dataclass, field
from typing import Literal

CHUNK = 65_536
ABORT = struct.pack("ii", 1, 0)
"""SO_LINGER with a timeout of zero, which makes the close a reset."""


@dataclass(eq=False)
class Pair:
    """One connection through the proxy."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    dead: bool = False
    """Drop everything silently, like a NAT that forgot the connection."""
    left: int | None = None
    """Bytes that the client can send until its answers are dropped and the connection is reset."""
    ended: bool = False
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def end(self, how: Literal["rst", "fin"]) -> None:
        """Close both sides. Further calls do nothing."""
        if self.ended:
            return
        self.ended = True
        for writer in (self.client, self.server):
            if how == "rst":
                with contextlib.suppress(OSError):  # Closed by its peer at this moment.
                    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
                writer.transport.abort()
            else:
                writer.close()
        for task in self.tasks:
            task.cancel()


class Proxy:
    """Listens on `port` and forwards to `target`. Settings apply to all connections, open and new."""

    def __init__(self, target: int, *, seed: int = 0) -> None:
        self.target, self.port = target, 0
        self.pairs: set[Pair] = set()
        self._server: asyncio.Server | None = None
        self._open = asyncio.Event()
        self._open.set()
        self._delay, self._jitter, self._rate = 0.0, 0.0, 0.0
        self._random = random.Random(seed)
        self.lost_replies = 0
        self.refuses_upgrades = False

    async def start(self) -> "Proxy":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def stop(self) -> None:
        self.refuse()
        self.cut("rst")
        await asyncio.sleep(0)

    # --- Faults

    def delay(self, seconds: float, jitter: float = 0.0) -> None:
        """Delay every chunk in both directions, and keep their order."""
        self._delay, self._jitter = seconds, jitter

    def throttle(self, bytes_a_second: float) -> None:
        """Limit the rate of answers. 0 removes the limit."""
        self._rate = bytes_a_second

    def stall(self) -> None:
        """Hold everything until `resume`."""
        self._open.clear()

    def resume(self) -> None:
        self._open.set()

    def cut(self, how: Literal["rst", "fin"] = "rst", share: float = 1.0) -> int:
        """End all connections or a random share of them, and return how many."""
        chosen = [pair for pair in self.pairs if self._random.random() < share]
        for pair in chosen:
            pair.end(how)
        return len(chosen)

    def half_open(self) -> None:
        """Drop everything on the open connections without telling either end. New connections work."""
        for pair in self.pairs:
            pair.dead = True

    def drop_after(self, count: int) -> None:
        """After `count` more bytes from a client, drop its answers and reset its connection."""
        for pair in self.pairs:
            pair.left = count

    def refuse(self) -> None:
        """Accept no new connections."""
        if self._server is not None:
            self._server.close()
            self._server = None

    # --- Forwarding

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = b""
        if self.refuses_upgrades:
            head = await self._head_without_upgrade(reader, writer)
            if not head:
                return
        try:
            answers, upstream = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        upstream.write(head)
        pair = Pair(writer, upstream)
        self.pairs.add(pair)
        loop = asyncio.get_running_loop()
        pair.tasks = [
            loop.create_task(self._forward(pair, reader, upstream, is_answer=False)),
            loop.create_task(self._forward(pair, answers, writer, is_answer=True)),
        ]
        await asyncio.wait(pair.tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in pair.tasks:
            if not pair.dead:
                task.cancel()
        await asyncio.wait(pair.tasks)
        self.pairs.discard(pair)
        pair.end("fin")

    @staticmethod
    async def _head_without_upgrade(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        """Read the head of the first request. Answer an upgrade with 400 and return nothing."""
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            head = b""
        if not head or b"\nupgrade:" in head.lower():
            with contextlib.suppress(ConnectionError):
                writer.write(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
                await writer.drain()
            writer.close()
            return b""
        return head

    async def _forward(
        self, pair: Pair, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_answer: bool
    ) -> None:
        with contextlib.suppress(ConnectionError, TimeoutError):
            while chunk := await reader.read(CHUNK):
                await self._hold(len(chunk), is_answer)
                if not self._may_pass(pair, chunk, is_answer):
                    continue
                writer.write(chunk)
                await writer.drain()

    async def _hold(self, count: int, is_answer: bool) -> None:
        if self._delay:
            await asyncio.sleep(max(0.0, self._delay + self._random.uniform(-self._jitter, self._jitter)))
        if self._rate and is_answer:
            await asyncio.sleep(count / self._rate)
        await self._open.wait()

    def _may_pass(self, pair: Pair, chunk: bytes, is_answer: bool) -> bool:
        if pair.left is not None and is_answer:
            if pair.left > 0:
                return True
            self.lost_replies += 1
            # The rest of the answer may still arrive. Reset soon, so that the client does not get it.
            asyncio.get_running_loop().call_later(0.05, pair.end, "rst")
            return False
        if pair.left is not None:
            pair.left -= len(chunk)
        return not pair.dead
