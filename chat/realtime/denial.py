"""Answer a WebSocket handshake with an HTTP response instead of opening a socket."""

from http import HTTPStatus
from typing import Any

from chat.realtime import servers


async def send_denial_response(scope: dict[str, Any], send: Any, status: HTTPStatus) -> None:
    """Refuse the handshake with `status`.

    Daphne does not support ASGI's WebSocket Denial Response; there the handshake is answered with 403.
    """
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close"})
        return
    headers = [(b"content-type", b"text/plain")]
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        headers.append((b"retry-after", b"10"))
    await send({"type": "websocket.http.response.start", "status": int(status), "headers": headers})
    await send({"type": "websocket.http.response.body", "body": status.phrase.encode()})
    servers.current().forget_denial(send)
