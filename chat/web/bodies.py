"""Bounds the bodies of requests before Django reads them: it would write large ones to disk, whoever sends them."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, parse_cookie
from django.urls import reverse

from chat import conf
from chat.access import by_session, by_token
from chat.api.errors import error_response
from chat.errors import ChatError, TooLarge, Unauthenticated
from chat.executors import read
from chat.web.memory import Application, Message, Receive, Send

PAGE = "/profile/"
UPLOADS = {"/api/v1/attachments", PAGE}
"""The addresses that take files."""


class LimitedBodies:
    """An ASGI application in front of Django.

    A body of more than BODY_BYTES is read only at an address that takes files, and only from somebody who is logged in.
    """

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        try:
            limit = await _limit(scope)
        except ChatError as error:
            await _answer(scope, error, send)
            return
        body = _CountedBody(receive, limit)
        await self._application(scope, body.receive, send)
        if body.is_too_large:
            # Django was told that the client is gone, and has answered nothing.
            await _answer(scope, TooLarge(), send)


class _CountedBody:
    """Passes a body on up to a limit, and ends the request there. A body need not say its length beforehand."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive, self._left, self.is_too_large = receive, limit, False

    async def receive(self) -> Message:
        if self.is_too_large:
            return {"type": "http.disconnect"}
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            self.is_too_large = True
            return {"type": "http.disconnect"}
        return message


async def _limit(scope: dict[str, Any]) -> int:
    """Return how many bytes of a body are read.

    Raises:
        TooLarge: The request says that it has more.
        Unauthenticated: A file comes from somebody who is not logged in.
        Banned: The account is deactivated.
        Unavailable: The database does not answer.
    """
    headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    length = headers.get(b"content-length", "0" if b"transfer-encoding" not in headers else "")
    declared = int(length) if length.isascii() and length.isdigit() and len(length) < 20 else None
    if declared is not None and declared <= conf.BODY_BYTES:
        return conf.BODY_BYTES
    limit = conf.BODY_BYTES
    if scope["path"] in UPLOADS:
        await _require_login(headers)
        limit = conf.FILE_BYTES + conf.FORM_BYTES
    if declared is not None and declared > limit:
        raise TooLarge()
    return limit


async def _require_login(headers: dict[bytes, str]) -> None:
    scheme, _, token = headers.get(b"authorization", "").partition(" ")
    session_key = parse_cookie(headers.get(b"cookie", "")).get(settings.SESSION_COOKIE_NAME)
    if scheme.lower() == "bearer":
        await read(by_token, token.strip())
    elif session_key:
        await read(by_session, session_key)
    else:
        raise Unauthenticated()


async def _answer(scope: dict[str, Any], error: ChatError, send: Send) -> None:
    """Answer without Django, whose views would read the body."""
    response: HttpResponse
    if scope["path"] == PAGE and error.code == Unauthenticated.code:
        response = HttpResponseRedirect(f"{reverse(settings.LOGIN_URL)}?next={PAGE}")
    elif scope["path"].startswith("/api/"):
        response = error_response(error)
    else:
        response = HttpResponse(error.message, status=error.status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    response["Content-Length"] = str(len(response.content))
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.items()]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": response.content})
