"""Between the signal to stop and the server's own end: everything begun is answered, everyone told, each socket closed.

uvicorn alone closes each socket at once with 1012, and what was committed a moment later could not be acked any more.
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
    """Take nothing new, answer what has begun, tell everyone, close. However it stands, it ends within its time."""
    servers.current().stop_listening(signal_handler)
    sockets.close()
    previewer.stop()
    await _within(conf.SHUTDOWN_ANSWERS, _answered())
    dismiss(hub)
    await _within(conf.SHUTDOWN_CLOSES, sockets.gone())
    # A socket that is cut before the peer's last bytes were read takes back what was on its way to the peer.
    await asyncio.sleep(conf.SHUTDOWN_LINGER)


def dismiss(hub: Hub) -> None:
    """Close every connection, each with a slot of its own to come back in, so that they do not all come at once."""
    connections = [connection for own in hub.users.values() for connection in own]
    spread_ms = min(len(connections) * 1_000 // conf.SHUTDOWN_RETURNS, conf.SHUTDOWN_SPREAD_MS)
    for number, connection in enumerate(connections, 1):
        slot = ServerShutdown(retry_after_ms=spread_ms * number // len(connections))
        audience = audiences.user(connection.user_id)
        connection.put(Announcement(audience, (Frame(event("server-shutdown", slot)),), user_id=connection.user_id))
        connection.end(RESTART)


def watch(hub: Hub) -> None:
    """Drain when the process is asked to stop, then let the server do what it would have done.

    Nothing in a process whose server minds no signals. Calling it again does nothing.
    """
    if threading.current_thread() is threading.main_thread():
        for number in SIGNALS:
            before = signal.getsignal(number)
            if callable(before) and not isinstance(before, _Handler):
                signal.signal(number, _Handler(hub, before))


class _Handler:
    def __init__(self, hub: Hub, before: Any) -> None:
        self.hub, self.before = hub, before
        self._draining: asyncio.Task[None] | None = None

    def __call__(self, number: int, frame: FrameType | None) -> None:
        # A signal may come in the middle of anything: the hub is to be touched by its loop only. Who asks a second
        # time does not want to wait.
        if self._draining is not None or not self.hub.call_soon(lambda hub: self._begin(number)):
            self.before(number, frame)

    def _begin(self, number: int) -> None:
        if self._draining is None:
            self._draining = asyncio.get_running_loop().create_task(self._stop(number))

    async def _stop(self, number: int) -> None:
        try:
            await drain(self.hub, self.before)
        finally:
            self.before(number, None)


async def _answered() -> None:
    await sockets.at_rest()
    await committer.drained()


async def _within(seconds: float, work: Awaitable[None]) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(work, seconds)
