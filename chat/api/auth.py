"""Who asks: the owner of an API token, or of a browser's session."""

import time
from functools import partial
from typing import NamedTuple, NoReturn

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware
from ninja.security import APIKeyCookie, HttpBearer

from chat.access import Credential, by_session, by_token
from chat.actions.people import tokens
from chat.errors import Forbidden
from chat.executors import read, submit_write
from chat.models import User


class Caller(NamedTuple):
    user: User
    credential: Credential


class Request(HttpRequest):
    """A request that was let in."""

    auth: Caller


class Bearer(HttpBearer):
    """`Authorization: Bearer <api token>`. Where it is given, it alone counts, whatever cookies come with it."""

    async def authenticate(self, request: HttpRequest, token: str) -> Caller:
        caller = Caller(*await read(by_token, token.strip()))
        usage.note(caller.credential.token_id)
        return caller


class CsrfCheck(CsrfViewMiddleware):
    """Django's check, which answers with a page; the page would be rendered, from the database, on the event loop."""

    def _reject(self, request: HttpRequest, reason: str) -> NoReturn:
        raise Forbidden(reason)


def _nobody(request: HttpRequest) -> NoReturn:
    raise NotImplementedError


csrf = CsrfCheck(_nobody)


class SessionCookie(APIKeyCookie):
    """The site's session, with the CSRF token in `X-CSRFToken` for everything that changes something."""

    param_name = settings.SESSION_COOKIE_NAME

    def _get_key(self, request: HttpRequest) -> str | None:
        key = request.session.session_key
        # Nobody is told about a missing CSRF token who has no session that it could protect.
        if key:
            csrf.process_view(request, _nobody, (), {})
        return key

    async def authenticate(self, request: HttpRequest, key: str | None) -> Caller | None:
        return Caller(*await read(by_session, key)) if key else None


class Usage:
    """Notes which tokens are in use, once a minute each, behind the request's back."""

    def __init__(self) -> None:
        self._minute = 0
        self._noted: set[int] = set()

    def note(self, token_id: int | None, now: float | None = None) -> None:
        minute = int((time.time() if now is None else now) // 60)
        if minute != self._minute:
            self._minute, self._noted = minute, set()
        if token_id is not None and token_id not in self._noted:
            self._noted.add(token_id)
            submit_write(partial(tokens.used, token_id=token_id))


usage = Usage()
"""This process's notes."""
