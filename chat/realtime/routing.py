"""The ASGI application for WebSockets: the consumer at its one path, within the limits of the process."""

from http import HTTPStatus
from typing import Any

from chat import conf
from chat.realtime import servers
from chat.realtime.consumer import ChatConsumer
from chat.realtime.denial import send_denial_response
from chat.realtime.sockets import sockets

PATH = "/ws/"
servers.current()  # Before the first connection.
_consumer = ChatConsumer.as_asgi()


async def websocket_application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Serve the consumer at PATH. Answer 404 elsewhere, and 503 if this process is full or shutting down."""
    if scope["path"] != PATH or sockets.is_closing or len(sockets) >= conf.CONNECTIONS:
        await receive()
        status = HTTPStatus.NOT_FOUND if scope["path"] != PATH else HTTPStatus.SERVICE_UNAVAILABLE
        await send_denial_response(scope, send, status)
        return
    await sockets.serve(_consumer, scope, receive, send)
