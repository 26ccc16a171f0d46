"""The WebSockets of this process: how many are open, and whether any of them is busy with a command."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from chat import conf
from chat.realtime.pace import Pace

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Application = Callable[[dict[str, Any], Receive, Any], Awaitable[None]]


class Sockets:
    """Serves WebSockets and counts them, so that a shutdown can wait for them.

    Attributes:
        is_closing: True once the process shuts down. Messages of clients are dropped from then on, so that no command
            begins that could not be answered.
    """

    def __init__(self) -> None:
        self.is_closing = False
        self._open: set[object] = set()
        self._busy: set[object] = set()
        self._of_address: Counter[str] = Counter()
        self._waiter: asyncio.Future[None] | None = None

    def __len__(self) -> int:
        """Return the number of open sockets."""
        return len(self._open)

    def count_of(self, address: str) -> int:
        """Return the number of open sockets of an address."""
        return self._of_address[address]

    async def serve(
        self, application: Application, scope: dict[str, Any], receive: Receive, send: Any, *, address: str = ""
    ) -> None:
        """Run the ASGI application for one socket, which counts as idle while it waits for a message.

        A client that sends more than FRAME_RATE messages a second is read more slowly; the rest waits in the network.
        """
        socket, pace = object(), Pace(conf.FRAME_RATE, conf.FRAME_BURST)
        self._open.add(socket)
        self._of_address[address] += 1
        self._busy.add(socket)

        async def receive_paced() -> Message:
            self._mark_idle(socket)
            if pause := pace.pause_after():
                await asyncio.sleep(pause)
            message = await receive()
            while self.is_closing and message["type"] == "websocket.receive":
                message = await receive()
            self._busy.add(socket)
            return message

        try:
            await application(scope, receive_paced, send)
        finally:
            self._open.discard(socket)
            self._of_address[address] -= 1
            if not self._of_address[address]:
                del self._of_address[address]
            self._mark_idle(socket)

    def stop_receiving(self) -> None:
        """Drop every message that still arrives, except disconnects."""
        self.is_closing = True

    async def wait_until_idle(self) -> None:
        """Wait until every handshake and command that has begun is done, except sends, which the committer tracks."""
        await self._wait_until_empty(self._busy)

    async def wait_until_closed(self) -> None:
        """Wait until no socket is open."""
        await self._wait_until_empty(self._open)

    async def _wait_until_empty(self, sockets: set[object]) -> None:
        while sockets:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter

    def _mark_idle(self, socket: object) -> None:
        self._busy.discard(socket)
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


sockets = Sockets()
"""The sockets of this process."""
