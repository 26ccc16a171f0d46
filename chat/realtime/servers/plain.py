"""The interface of a server adapter. By itself it is the adapter for any ASGI server: it uses nothing beyond ASGI."""

from collections.abc import Callable, Sequence
from typing import Any

WriteFrames = Callable[[bytes], bool]


class MissingAttributes(Exception):
    """The installed version of a server lacks attributes that its adapter uses."""

    def __init__(self, server: str, names: Sequence[str]) -> None:
        super().__init__(f"This version of {server} does not have: {', '.join(names)}.")
        self.names = names


class PlainServer:
    """Any ASGI server, without anything beyond ASGI."""

    name = "ASGI"

    def writer_for(self, send: object) -> WriteFrames | None:
        """Return a function that writes encoded WebSocket frames to the transport of one connection.

        Args:
            send: The ASGI `send` of an accepted WebSocket.

        Returns:
            The function, or None if frames must be sent with `send`. The function takes the bytes of whole,
            uncompressed frames and writes them without waiting. It returns False, and writes nothing, if the peer
            reads too slowly or the connection is closing: then use `send`.
        """
        return None

    def forget_handshake(self, send: object) -> None:
        """Free what the server keeps of the handshake of an accepted WebSocket. Nothing reads it any more."""

    def forget_denial(self, send: object) -> None:
        """Tell the server that a handshake was answered with an HTTP response, if it would take that for an error."""

    def stop_listening(self, signal_handler: Any) -> None:
        """Close the server's listening sockets; open connections stay.

        Args:
            signal_handler: The handler that the server installed for SIGTERM or SIGINT.
        """
