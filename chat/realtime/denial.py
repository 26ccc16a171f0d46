"""No socket: an answer to the handshake instead."""

from http import HTTPStatus
from typing import Any


async def deny(scope: dict[str, Any], send: Any, status: HTTPStatus) -> None:
    """Answer with an HTTP status; with 403 where the server cannot say another (Daphne)."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close"})
        return
    headers = [(b"content-type", b"text/plain")]
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        headers.append((b"retry-after", b"10"))
    await send({"type": "websocket.http.response.start", "status": int(status), "headers": headers})
    await send({"type": "websocket.http.response.body", "body": status.phrase.encode()})
