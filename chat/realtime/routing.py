"""The ASGI application for WebSockets: the consumer at its one path, within the limits of the process."""

from http import HTTPStatus
from typing import Any

from django.conf import settings

from chat import conf
from chat.realtime import servers
from chat.realtime.consumer import ChatConsumer
from chat.realtime.denial import send_denial_response
from chat.realtime.sockets import sockets
from chat.realtime.strangers import address_of, refusals

PATH = "/ws/"
servers.current()  # Before the first connection.
_consumer = ChatConsumer.as_asgi()


async def websocket_application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Serve the consumer at PATH.

    The answer is 404 elsewhere, 503 if this process is full or shutting down, and 429 if the client's address has too
    many sockets.
    """
    address = address_of(scope)
    refusal = _refusal(scope["path"], address)
    if refusal is None:
        await sockets.serve(_consumer, scope, receive, send, address=address)
        return
    if refusal is not HTTPStatus.NOT_FOUND and not sockets.is_closing:
        refusals.note(address, refusal)
    await receive()
    await send_denial_response(scope, send, refusal)


def _refusal(path: str, address: str) -> HTTPStatus | None:
    if path != PATH:
        return HTTPStatus.NOT_FOUND
    if sockets.is_closing or len(sockets) >= conf.CONNECTIONS:
        return HTTPStatus.SERVICE_UNAVAILABLE
    if address and sockets.count_of(address) >= settings.SOCKETS_PER_ADDRESS:
        return HTTPStatus.TOO_MANY_REQUESTS
    return None
