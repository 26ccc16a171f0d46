"""Which application serves a WebSocket."""

from typing import Any

from chat.realtime.daphne import allow_every_close_code
from chat.realtime.websocket import ChatConsumer

allow_every_close_code()
PATH = "/ws/"
_consumer = ChatConsumer.as_asgi()


async def websocket_application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """The consumer at its one address; a quiet 404 everywhere else."""
    if scope["path"] == PATH:
        await _consumer(scope, receive, send)
        return
    await receive()
    if "websocket.http.response" in scope.get("extensions", {}):
        await send(
            {"type": "websocket.http.response.start", "status": 404, "headers": [(b"content-type", b"text/plain")]}
        )
        await send({"type": "websocket.http.response.body", "body": b"Not found"})
    else:
        await send({"type": "websocket.close"})
