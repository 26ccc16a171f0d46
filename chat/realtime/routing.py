"""Which application serves a WebSocket, and how many at once."""

from http import HTTPStatus
from typing import Any

from chat import conf
from chat.realtime.consumer import ChatConsumer
from chat.realtime.denial import deny
from chat.realtime.servers.daphne import allow_every_close_code
from chat.realtime.servers.uvicorn import parse_fairly
from chat.realtime.sockets import sockets

allow_every_close_code()
parse_fairly()
PATH = "/ws/"
_consumer = ChatConsumer.as_asgi()


async def websocket_application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """The consumer at its one address; a quiet 404 everywhere else, and 503 when this process is full or stops."""
    if scope["path"] != PATH or sockets.is_closing or len(sockets) >= conf.CONNECTIONS:
        await receive()
        await deny(scope, send, HTTPStatus.NOT_FOUND if scope["path"] != PATH else HTTPStatus.SERVICE_UNAVAILABLE)
        return
    await sockets.serve(_consumer, scope, receive, send)
