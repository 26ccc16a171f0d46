"""uvicorn's three gaps.

What a read brings, up to 256 KiB of frames however small, it parses in one go, and reads on at once. A peer that sends
fragments or pings of a byte would keep the loop to itself, even after its close: some 30,000 frames a turn. Here a
connection's bytes are parsed in slices and in its share of the loop's time; TCP holds back the rest.

And every `send` is a coroutine that encodes its frame anew, though it is the same for a whole room: `writer_of` leads
past it. And the request and response of the handshake are kept for as long as the connection: `forget_handshake`.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from chat import conf
from chat.rate_limits.token_bucket import TokenBucket

SLICE = 4_096
SMALL = 1_024
Parse = Callable[[Any, bytes], None]


class Share(TokenBucket):
    """One connection's share of the loop's time, in seconds, and the bytes (`rest`) that wait for more time."""

    __slots__ = ("rest",)

    def __init__(self, now: float) -> None:
        super().__init__(conf.PARSE_SHARE, conf.PARSE_BURST, now)
        self.rest = b""


class Fair:
    """In place of a protocol's `data_received`, which is `parse`.

    `clock` is the wall's, `work` that of the thread: while another one has its turn, nobody spends anything.
    """

    def __init__(
        self, parse: Parse, clock: Callable[[], float] = time.monotonic, work: Callable[[], float] = time.thread_time
    ) -> None:
        self._parse, self._clock, self._work = parse, clock, work

    def receive(self, protocol: Any, data: bytes) -> None:
        share = protocol.__dict__.get("share")
        if len(data) <= SMALL and not (share and share.rest):
            self._parse(protocol, data)  # Who floods fills more than this while others have their turn.
            return
        if share is None:
            share = protocol.share = Share(self._clock())
        if share.rest:
            # uvicorn knows of no rest, and has begun to read again.
            share.rest += data
            protocol.transport.pause_reading()
        else:
            self._feed(protocol, share, data)

    def _feed(self, protocol: Any, share: Share, data: bytes) -> None:
        share.refill(self._clock())
        spent = self._work()
        for start in range(0, len(data), SLICE):
            if protocol.transport.is_closing():
                return
            if share.tokens < 0:
                self._hold(protocol, share, data[start:])
                return
            self._parse(protocol, data[start : start + SLICE])
            before, spent = spent, self._work()
            share.tokens -= spent - before

    def _hold(self, protocol: Any, share: Share, rest: bytes) -> None:
        share.rest = rest
        protocol.transport.pause_reading()
        protocol.loop.call_later(conf.PARSE_PAUSE, self._go_on, protocol, share)

    def _go_on(self, protocol: Any, share: Share) -> None:
        rest, share.rest = share.rest, b""
        if protocol.transport.is_closing():
            return
        if protocol.read_paused:  # What was parsed has not been taken yet.
            self._hold(protocol, share, rest)
            return
        self._feed(protocol, share, rest)
        if not share.rest and not protocol.read_paused and not protocol.transport.is_closing():
            protocol.transport.resume_reading()


def writer_of(send: object) -> Callable[[bytes], bool] | None:
    """What writes whole, uncompressed frames to the peer of an ASGI `send` at once, or says False: the peer is slow, or
    on its way out, and `send` knows what to do. None for other servers', and where frames are to be compressed.
    """
    protocol = getattr(send, "__self__", None)
    if not isinstance(protocol, WebSocketsSansIOProtocol) or protocol.conn.extensions:
        return None
    return partial(_write, protocol)


def forget_handshake(send: object) -> None:
    """Once it is over: nothing reads the two any more, and they are a tenth of what an idle connection takes."""
    protocol = getattr(send, "__self__", None)
    if isinstance(protocol, WebSocketsSansIOProtocol) and protocol.handshake_complete:
        del protocol.request, protocol.response


def _write(protocol: WebSocketsSansIOProtocol, frames: bytes) -> bool:
    if protocol.close_sent or protocol.disconnected or not protocol.writable.is_set():
        return False
    if protocol.transport.is_closing():
        return False
    protocol.transport.write(frames)
    return True


def parse_fairly() -> None:
    fair = Fair(WebSocketsSansIOProtocol.data_received)

    def data_received(self: WebSocketsSansIOProtocol, data: bytes) -> None:
        fair.receive(self, data)

    WebSocketsSansIOProtocol.data_received = data_received  # type: ignore[method-assign]
