"""This process's sockets, each from its handshake to its end: how many there are, and whether any is at something."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from chat import conf
from chat.realtime.pace import Pace

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Application = Callable[[dict[str, Any], Receive, Any], Awaitable[None]]


class Sockets:
    """`is_closing`: what peers still send is not heard, so that nothing is begun that nobody would be told of."""

    def __init__(self) -> None:
        self.is_closing = False
        self._open: set[object] = set()
        self._busy: set[object] = set()
        self._waiting: asyncio.Future[None] | None = None

    def __len__(self) -> int:
        return len(self._open)

    async def serve(self, application: Application, scope: dict[str, Any], receive: Receive, send: Any) -> None:
        """Run the application for one socket. It is at rest while it waits for a message.

        Who sends faster than FRAME_RATE is heard more slowly: what is not taken waits in the network.
        """
        socket, pace = object(), Pace(conf.FRAME_RATE, conf.FRAME_BURST)
        self._open.add(socket)
        self._busy.add(socket)

        async def hear() -> Message:
            self._rests(socket)
            if pause := pace.pause_after():
                await asyncio.sleep(pause)
            message = await receive()
            while self.is_closing and message["type"] == "websocket.receive":
                message = await receive()
            self._busy.add(socket)
            return message

        try:
            await application(scope, hear, send)
        finally:
            self._open.discard(socket)
            self._rests(socket)

    def close(self) -> None:
        """Hear nothing more."""
        self.is_closing = True

    async def at_rest(self) -> None:
        """Returns when every handshake that has begun is over, and every command answered but those that overlap."""
        await self._until_empty(self._busy)

    async def gone(self) -> None:
        """Returns when none is left."""
        await self._until_empty(self._open)

    async def _until_empty(self, sockets: set[object]) -> None:
        while sockets:
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting

    def _rests(self, socket: object) -> None:
        self._busy.discard(socket)
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)


sockets = Sockets()
"""Those of this process."""
