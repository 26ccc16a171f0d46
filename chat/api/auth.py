"""Authentication of API requests, by API token or by browser session."""

import time
from functools import partial
from typing import NamedTuple, NoReturn

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware
from ninja.security import APIKeyCookie, HttpBearer

from chat.access import Credential, by_session, by_token
from chat.actions.people import tokens
from chat.api.scopes import require_permitted
from chat.errors import Forbidden
from chat.executors import read, submit_second_write
from chat.models import User
from chat.realtime.pace import paces


class Caller(NamedTuple):
    user: User
    credential: Credential


class Request(HttpRequest):
    """An authenticated request."""

    auth: Caller


class Bearer(HttpBearer):
    """`Authorization: Bearer <api token>`. The header has precedence over cookies."""

    async def authenticate(self, request: HttpRequest, token: str) -> Caller:
        caller = _paced(Caller(*await read(by_token, token.strip())))
        if caller.credential.is_limited:
            await read(require_permitted, caller.credential, request)
        usage.record(caller.credential.token_id)
        return caller


class CsrfCheck(CsrfViewMiddleware):
    """Django's CSRF check with an API error. Django's error page would query the database on the event loop."""

    def _reject(self, request: HttpRequest, reason: str) -> NoReturn:
        raise Forbidden(reason)


def _unused(request: HttpRequest) -> NoReturn:
    raise NotImplementedError


csrf = CsrfCheck(_unused)


class SessionCookie(APIKeyCookie):
    """The browser's session. Requests other than GET and HEAD need the CSRF token in `X-CSRFToken`."""

    param_name = settings.SESSION_COOKIE_NAME

    def _get_key(self, request: HttpRequest) -> str | None:
        key = request.session.session_key
        # Without a session the answer is 401, not an error about a missing CSRF token.
        if key:
            csrf.process_view(request, _unused, (), {})
        return key

    async def authenticate(self, request: HttpRequest, key: str | None) -> Caller | None:
        return _paced(Caller(*await read(by_session, key))) if key else None


def _paced(caller: Caller) -> Caller:
    """Count a request like a command on a socket. Raises RateLimited if the person makes too many."""
    paces.of(caller.user.pk).require()
    return caller


class Usage:
    """Records when tokens were last used: at most once a minute per token, in the background."""

    def __init__(self) -> None:
        self._minute = 0
        self._recorded: set[int] = set()

    def record(self, token_id: int | None, now: float | None = None) -> None:
        minute = int((time.time() if now is None else now) // 60)
        if minute != self._minute:
            self._minute, self._recorded = minute, set()
        if token_id is not None and token_id not in self._recorded:
            self._recorded.add(token_id)
            submit_second_write(partial(tokens.record_use, token_id=token_id))


usage = Usage()
"""One for each process."""
