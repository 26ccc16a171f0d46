"""Who opens a socket: decided from the request that asks for it, in the order of docs/protocol.md."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.http import parse_cookie
from django.http.request import validate_host

from chat.access import Credential, by_secret, by_session, by_ticket
from chat.errors import Banned, ChatError, Unauthenticated
from chat.models import User


class Refused(Exception):
    """No socket: HTTP 403."""


@dataclass(frozen=True)
class Arrival:
    """Who came, by what; `user` None: nobody yet, a `login` must follow. `error`: let in only to be told why not."""

    user: User | None = None
    credential: Credential | None = None
    error: ChatError | None = None


def identify(scope: dict[str, Any]) -> Arrival:
    """Blocking. Raises Refused."""
    headers = _headers(scope)
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    session_key = parse_cookie("; ".join(headers.get("cookie", []))).get(settings.SESSION_COOKIE_NAME)
    bearer = _bearer(headers)
    if "token" in query or "access_token" in query:
        raise Refused  # Addresses end up in logs; a secret of long life has no place there.
    if session_key and _is_own_origin(scope, headers):
        return _by_cookie(session_key, bearer, query.get("ticket"))
    if bearer is not None:
        return _let_in(by_secret, bearer)
    if "ticket" in query:
        return _let_in(by_ticket, query["ticket"][-1])
    if session_key:
        raise Refused
    return Arrival()


def _by_cookie(session_key: str, bearer: str | None, tickets: list[str] | None) -> Arrival:
    try:
        return Arrival(*by_session(session_key))
    except Banned:
        raise Refused from None
    except Unauthenticated as error:
        if bearer is not None:
            return _let_in(by_secret, bearer)
        if tickets:
            return _let_in(by_ticket, tickets[-1])
        # A browser cannot see why a handshake failed. This page must learn that its session has ended, and ask for a
        # new login.
        return Arrival(error=error)


def _let_in(by: Any, secret: str) -> Arrival:
    try:
        return Arrival(*by(secret))
    except ChatError:
        raise Refused from None


def _headers(scope: dict[str, Any]) -> dict[str, list[str]]:
    headers: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        headers.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return headers


def _bearer(headers: dict[str, list[str]]) -> str | None:
    scheme, _, token = headers.get("authorization", [""])[0].partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _is_own_origin(scope: dict[str, Any], headers: dict[str, list[str]]) -> bool:
    """True for exactly one Origin, which is this site's or one of those configured."""
    origins, hosts = headers.get("origin", []), headers.get("host", [])
    if len(origins) != 1 or len(hosts) != 1:
        return False
    origin = origins[0].lower()
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    try:
        parts = urlsplit(origin)
        name = parts.hostname or ""
    except ValueError:
        return False
    own_host = parts.netloc == hosts[0].lower() and validate_host(name, settings.ALLOWED_HOSTS or ["localhost"])
    # A proxy that ends TLS may not say so; a page without TLS on a site with it is another site.
    schemes = {"https"} if scope.get("scheme") in {"wss", "https"} else {"http", "https"}
    return own_host and parts.scheme in schemes
