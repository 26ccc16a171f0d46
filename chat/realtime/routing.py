"""Which application serves a WebSocket, and how many at once."""

from http import HTTPStatus
from typing import Any

from chat import conf
from chat.realtime.daphne import allow_every_close_code
from chat.realtime.denial import deny
from chat.realtime.websocket import ChatConsumer

allow_every_close_code()
PATH = "/ws/"
_consumer = ChatConsumer.as_asgi()
_open: set[int] = set()


def sockets() -> int:
    """How many are open in this process."""
    return len(_open)


async def websocket_application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """The consumer at its one address; a quiet 404 everywhere else, and 503 when this process is full."""
    if scope["path"] != PATH or sockets() >= conf.CONNECTIONS:
        await receive()
        await deny(scope, send, HTTPStatus.NOT_FOUND if scope["path"] != PATH else HTTPStatus.SERVICE_UNAVAILABLE)
        return
    _open.add(id(scope))
    try:
        await _consumer(scope, receive, send)
    finally:
        _open.discard(id(scope))
