"""Daphne's gap: it asks Autobahn to close, which lets an application use none of the standard's own codes but 1000.

Misuse (1008), a frame too large (1009) and a peer too slow (1013) would leave their sockets open, and deaf.
"""

from daphne.ws_protocol import WebSocketProtocol


def close_with(self: WebSocketProtocol, code: int | None = None) -> None:
    self.sendCloseFrame(code=1000 if code is None else code)


def allow_every_close_code() -> None:
    WebSocketProtocol.serverClose = close_with
