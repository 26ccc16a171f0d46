"""The adapter for Daphne, which Django's development server uses.

Daphne closes through Autobahn's `sendClose`, which refuses the standard close codes except 1000. Misuse (1008), a frame
that is too large (1009) and a slow peer (1013) would leave their sockets open, without anyone to read from them.
"""

from typing import Any

import daphne
from daphne.ws_protocol import WebSocketProtocol

from chat.realtime.servers.plain import MissingAttributes, PlainServer

ATTRIBUTES = ("serverClose", "sendCloseFrame")


class DaphneServer(PlainServer):
    """Daphne, with every close code allowed."""

    name = "Daphne"


def install() -> DaphneServer:
    """Allow every close code, and return the adapter. Raises MissingAttributes."""
    if missing := missing_attributes(WebSocketProtocol):
        raise MissingAttributes(f"Daphne ({daphne.__version__})", missing)
    WebSocketProtocol.serverClose = _close
    return DaphneServer()


def missing_attributes(protocol: Any) -> list[str]:
    """Return the names that the adapter uses and this protocol class does not have."""
    return [name for name in ATTRIBUTES if not hasattr(protocol, name)]


def _close(protocol: Any, code: int | None = None) -> None:
    protocol.sendCloseFrame(code=1000 if code is None else code)
