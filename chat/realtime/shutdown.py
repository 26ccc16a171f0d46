"""Shut down gracefully: answer the commands that have begun, then close each socket, then let the server stop.

uvicorn by itself closes every socket when it gets the signal. A message committed a moment later would get no ack.
"""

import asyncio
import contextlib
import signal
import threading
from collections.abc import Awaitable
from types import FrameType
from typing import Any

from chat import conf
from chat.actions.link_previews.worker import previewer
from chat.actions.sending.committer import committer
from chat.delivery import audiences
from chat.delivery.announcements import Announcement, Frame
from chat.delivery.hub import Hub
from chat.protocol.connection import ServerShutdown
from chat.protocol.events import event
from chat.realtime import servers
from chat.realtime.sockets import sockets

SIGNALS = (signal.SIGTERM, signal.SIGINT)
RESTART = 1012


async def drain(hub: Hub, signal_handler: Any) -> None:
    """Answer what has begun and close all connections, within the time limits of conf.py.

    Args:
        hub: The hub of this process.
        signal_handler: The handler that the server installed for the signal.
    """
    servers.current().stop_listening(signal_handler)
    sockets.stop_receiving()
    previewer.stop()
    await _wait_at_most(conf.SHUTDOWN_ANSWERS, _commands_answered())
    close_connections(hub)
    await _wait_at_most(conf.SHUTDOWN_CLOSES, sockets.wait_until_closed())
    # Closing a TCP socket that has unread bytes resets it, and the peer may lose the last frames we sent.
    await asyncio.sleep(conf.SHUTDOWN_LINGER)


def close_connections(hub: Hub) -> None:
    """Close every connection with 1012, and spread the times at which the clients reconnect."""
    connections = [connection for of_user in hub.users.values() for connection in of_user]
    spread_ms = min(len(connections) * 1_000 // conf.SHUTDOWN_RETURNS, conf.SHUTDOWN_SPREAD_MS)
    for number, connection in enumerate(connections, 1):
        notice = ServerShutdown(retry_after_ms=spread_ms * number // len(connections))
        frame, user_id = Frame(event("server-shutdown", notice)), connection.user_id
        hub.fan_out(Announcement(audiences.user(user_id), (frame,), user_id=user_id), [connection])
        connection.end(RESTART)


def install_signal_handlers(hub: Hub) -> None:
    """On SIGTERM or SIGINT, drain first and then call the handler that the server installed.

    A signal without a handler keeps its effect. Calling this again does nothing.
    """
    if threading.current_thread() is threading.main_thread():
        for number in SIGNALS:
            previous = signal.getsignal(number)
            if callable(previous) and not isinstance(previous, _DrainHandler):
                signal.signal(number, _DrainHandler(hub, previous))


class _DrainHandler:
    def __init__(self, hub: Hub, previous: Any) -> None:
        self.hub, self.previous = hub, previous
        self._draining: asyncio.Task[None] | None = None

    def __call__(self, number: int, frame: FrameType | None) -> None:
        # A signal may interrupt any code, and only the event loop may use the hub. A second signal stops immediately.
        if self._draining is not None or not self.hub.call_soon(lambda hub: self._begin(number)):
            self.previous(number, frame)

    def _begin(self, number: int) -> None:
        if self._draining is None:
            self._draining = asyncio.get_running_loop().create_task(self._stop(number))

    async def _stop(self, number: int) -> None:
        try:
            await drain(self.hub, self.previous)
        finally:
            self.previous(number, None)


async def _commands_answered() -> None:
    await sockets.wait_until_idle()
    await committer.drained()


async def _wait_at_most(seconds: float, work: Awaitable[None]) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(work, seconds)
