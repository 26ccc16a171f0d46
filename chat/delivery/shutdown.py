"""Saying that the server stops, in the moment between the signal and the server's own close with 1012."""

import signal
import threading
from types import FrameType
from typing import Any

from chat import conf
from chat.delivery import audiences
from chat.delivery.hub import Hub
from chat.delivery.parcels import Frame, Parcel
from chat.protocol.events import ServerShutdown, event

SIGNALS = (signal.SIGTERM, signal.SIGINT)


def tell(hub: Hub) -> None:
    """Give every connection a slot of its own to come back in, so that they do not all come at once."""
    connections = [connection for own in hub.users.values() for connection in own]
    for number, connection in enumerate(connections, 1):
        slot = ServerShutdown(retry_after_ms=conf.SHUTDOWN_SPREAD_MS * number // len(connections))
        audience = audiences.user(connection.user_id)
        connection.put(Parcel(audience, (Frame(event("server-shutdown", slot)),), user_id=connection.user_id))


def watch(hub: Hub) -> None:
    """Tell everyone when the process is asked to stop, then let the server do what it would have done.

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

    def __call__(self, number: int, frame: FrameType | None) -> None:
        # A signal may come in the middle of anything: the hub is to be touched by its loop only.
        self.hub.call_soon(tell)
        self.before(number, frame)
