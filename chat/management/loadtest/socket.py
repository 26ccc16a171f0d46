"""A WebSocket client that is cheap enough for thousands of connections in one process."""

import asyncio
import base64
import os
import struct
from collections.abc import Callable
from typing import cast

UPGRADE = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\nAuthorization: Bearer {token}\r\n\r\n"
)
TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
NO_MASK = b"\0\0\0\0"
"""A mask that leaves the bytes as they are. Masking protects proxies, and there is none between here and the site."""


class Socket(asyncio.Protocol):
    """One connection. Frames arrive at `on_text`; `on_end` is called once, with the close code or None.

    Args:
        path: The path and query to ask for.
        host: The value of the `Host` header.
        token: The API token to log in with.
        on_text: Called with the bytes of each text frame.
        on_end: Called when the connection has ended, also when it was refused.
    """

    __slots__ = ("_buffer", "_code", "_on_end", "_on_text", "_open", "_request", "_transport")

    def __init__(
        self, path: str, host: str, token: str, on_text: Callable[[bytes], None], on_end: Callable[[int | None], None]
    ) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        self._request = UPGRADE.format(path=path, host=host, key=key, token=token).encode()
        self._on_text, self._on_end = on_text, on_end
        self._buffer = b""
        self._open = False
        self._code: int | None = None
        self._transport: asyncio.Transport | None = None

    def send(self, text: str) -> None:
        """Send a text frame. Do nothing once the connection has ended."""
        self._write(TEXT, text.encode())

    def close(self) -> None:
        """Close the connection like a page that is closed."""
        self._write(CLOSE, struct.pack("!H", 1000))
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Reset the connection, like a network that is lost."""
        if self._transport is not None:
            self._transport.abort()

    # --- asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        data = self._buffer + data if self._buffer else data
        if not self._open:
            head, found, rest = data.partition(b"\r\n\r\n")
            if not found:
                self._buffer = data
                return
            if b" 101 " not in head.partition(b"\r\n")[0]:
                self.abort()
                return
            self._open, data = True, rest
        self._buffer = self._frames(data)

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        self._on_end(self._code)

    def _frames(self, data: bytes) -> bytes:
        """Handle every whole frame and return the rest."""
        at, end = 0, len(data)
        while end - at >= 2:
            size, start = data[at + 1], at + 2
            if size == 126:
                start += 2
                size = int.from_bytes(data[at + 2 : start]) if end >= start else end
            elif size == 127:
                start += 8
                size = int.from_bytes(data[at + 2 : start]) if end >= start else end
            if start + size > end:
                break
            self._frame(data[at] & 0x0F, data[start : start + size])
            at = start + size
        return data[at:]

    def _frame(self, opcode: int, payload: bytes) -> None:
        if opcode == TEXT:
            self._on_text(payload)
        elif opcode == PING:
            self._write(PONG, payload)
        elif opcode == CLOSE:
            self._code = int.from_bytes(payload[:2]) if payload else None
            if self._transport is not None:
                self._transport.close()

    def _write(self, opcode: int, payload: bytes) -> None:
        if self._transport is None or not self._open or self._transport.is_closing():
            return
        size = len(payload)
        if size < 126:
            head = struct.pack("!BB", 0x80 | opcode, 0x80 | size)
        elif size < 1 << 16:
            head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, size)
        else:
            head = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, size)
        self._transport.write(head + NO_MASK + payload)
