"""The adapter for uvicorn with `--ws websockets-sansio`.

It writes frames past uvicorn's `send`, which would encode a message again for each connection of a room; it limits the
parsing of each connection; it frees the request and response of a handshake, which uvicorn keeps as long as the
connection lives: a tenth of the memory of an idle one; and it closes without a traceback in the log what breaks the
WebSocket protocol.
"""

import asyncio
from functools import partial
from importlib import import_module
from typing import Any

import uvicorn
from uvicorn.config import Config
from uvicorn.server import ServerState

from chat.realtime.servers.parsing import ParseThrottle
from chat.realtime.servers.plain import MissingAttributes, PlainServer, WriteFrames

PROTOCOL_MODULE = "uvicorn.protocols.websockets.websockets_sansio_impl"
CONNECTION_ATTRIBUTES = (
    *("close_sent", "conn", "curr_msg_data_type", "disconnected", "frames", "handshake_complete", "loop", "queue"),
    *("read_paused", "transport", "writable"),
)
METHODS = ("data_received", "handle_parser_exception", "send_receive_event_to_app")
HANDSHAKE_ATTRIBUTES = ("request", "response")
INVALID_DATA = 1007
ABNORMAL_CLOSURE = 1006


class UvicornServer(PlainServer):
    """uvicorn. Connections of another class than `protocol` (another `--ws`) are served through plain ASGI."""

    name = "uvicorn"

    def __init__(self, protocol: type[Any]) -> None:
        self._protocol = protocol

    def writer_for(self, send: object) -> WriteFrames | None:
        protocol = getattr(send, "__self__", None)
        if not isinstance(protocol, self._protocol) or protocol.conn.extensions:
            return None  # With an extension, frames are compressed.
        return partial(_write, protocol)

    def forget_handshake(self, send: object) -> None:
        protocol = getattr(send, "__self__", None)
        if isinstance(protocol, self._protocol) and protocol.handshake_complete:
            del protocol.request, protocol.response

    def forget_denial(self, send: object) -> None:
        # uvicorn would log an error for each refused socket: the application returned without a handshake.
        protocol = getattr(send, "__self__", None)
        if isinstance(protocol, self._protocol) and protocol.close_sent:
            protocol.handshake_complete = True

    def stop_listening(self, signal_handler: Any) -> None:
        # The handler is a method of `uvicorn.Server`.
        for server in getattr(getattr(signal_handler, "__self__", None), "servers", ()):
            server.close()


def install() -> UvicornServer:
    """Limit the parsing of uvicorn's connections, replace its handling of bad bytes, and return the adapter.

    Raises:
        MissingAttributes: This version of uvicorn lacks an attribute that the adapter uses.
    """
    try:
        protocol: Any = import_module(PROTOCOL_MODULE).WebSocketsSansIOProtocol
    except (ImportError, AttributeError):
        raise MissingAttributes(f"uvicorn ({uvicorn.__version__})", ["WebSocketsSansIOProtocol"]) from None
    if missing := missing_attributes(protocol):
        raise MissingAttributes(f"uvicorn ({uvicorn.__version__})", missing)
    throttle, pass_on = ParseThrottle(protocol.data_received), protocol.send_receive_event_to_app

    def data_received(self: Any, data: bytes) -> None:
        # uvloop delivers what it has read already after `close`, and the parser must not go on after an error.
        if not self.transport.is_closing():
            throttle.data_received(self, data)

    def send_receive_event_to_app(self: Any) -> None:
        if self.curr_msg_data_type == "text" and not _is_utf8(self.frames):
            self.frames = []
            self.conn.fail(INVALID_DATA, "invalid UTF-8")
            _disconnect(self)
        else:
            pass_on(self)

    protocol.data_received = data_received
    protocol.send_receive_event_to_app = send_receive_event_to_app
    protocol.handle_parser_exception = _disconnect
    return UvicornServer(protocol)


def missing_attributes(protocol: Any) -> list[str]:
    """Return the names that the adapter uses and this protocol class does not have."""
    try:
        config = Config(_no_application, http=asyncio.Protocol, ws=protocol, lifespan="off", log_config=None)
        connection = protocol(config, ServerState(), {}, _loop=object())
        handshake_names = protocol.handle_connect.__code__.co_names
    except Exception as error:
        return [f"the constructor that the adapter calls ({error!r})"]
    missing = [name for name in CONNECTION_ATTRIBUTES if not hasattr(connection, name)]
    missing += [] if hasattr(getattr(connection, "conn", None), "extensions") else ["conn.extensions"]
    missing += [name for name in METHODS if not hasattr(protocol, name)]
    # These are set by the handshake.
    return missing + [name for name in HANDSHAKE_ATTRIBUTES if name not in handshake_names]


async def _no_application(scope: Any, receive: Any, send: Any) -> None:
    """Nothing is served: the configuration is only there for the constructor."""


def _is_utf8(frames: list[bytes]) -> bool:
    message = frames[0] if len(frames) == 1 else b"".join(frames)
    if message.isascii():
        return True
    try:
        message.decode()
    except UnicodeDecodeError:
        return False
    return True


def _disconnect(protocol: Any) -> None:
    """Send the close frame of a connection whose bytes break the protocol, and close it.

    uvicorn does the same, but it expects a close frame, and there is none before the handshake is answered.
    """
    sent = protocol.conn.close_sent
    code, reason = (ABNORMAL_CLOSURE, "") if sent is None else (sent.code, sent.reason)
    protocol.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
    protocol.transport.write(b"".join(protocol.conn.data_to_send()))
    protocol.close_sent = True
    protocol.transport.close()


def _write(protocol: Any, frames: bytes) -> bool:
    if protocol.close_sent or protocol.disconnected or not protocol.writable.is_set():
        return False
    if protocol.transport.is_closing():
        return False
    protocol.transport.write(frames)
    return True
