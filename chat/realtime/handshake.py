"""Who opens a socket: decided from the request that asks for it, in the order of docs/protocol.md."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.http import parse_cookie
from django.http.request import validate_host

from chat.access import Credential, Credentials, by_ticket, is_ticket
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


@dataclass(frozen=True)
class Claim:
    """What a request offers: a session first, then a token or ticket; or nothing."""

    session_key: str | None = None
    secret: str | None = None

    @property
    def token(self) -> str | None:
        return self.secret if self.secret is not None and not is_ticket(self.secret) else None


def claim(scope: dict[str, Any]) -> Claim:
    """Raises Refused."""
    headers = _headers(scope)
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    if "token" in query or "access_token" in query:
        raise Refused  # Addresses end up in logs; a secret of long life has no place there.
    session_key = parse_cookie("; ".join(headers.get("cookie", []))).get(settings.SESSION_COOKIE_NAME)
    secret = _bearer(headers)
    if secret is None and "ticket" in query:
        secret = query["ticket"][-1]
    if session_key and _is_own_origin(scope, headers):
        return Claim(session_key, secret)
    if session_key and secret is None:
        raise Refused
    return Claim(secret=secret)


def settle(claims: Sequence[Claim]) -> list[Arrival | Refused]:
    """Who each of them is. Blocking; the queries of many are those of one, but for tickets."""
    credentials = Credentials(
        tokens=[each.token for each in claims if each.token is not None],
        session_keys=[each.session_key for each in claims if each.session_key],
    )
    return [_settle(each, credentials) for each in claims]


def identify(scope: dict[str, Any]) -> Arrival:
    """Blocking. Raises Refused."""
    (arrival,) = settle([claim(scope)])
    if isinstance(arrival, Refused):
        raise arrival
    return arrival


def _settle(claim: Claim, credentials: Credentials) -> Arrival | Refused:
    try:
        if claim.session_key:
            return Arrival(*credentials.by_session(claim.session_key))
    except Banned:
        return Refused()
    except Unauthenticated as error:
        if claim.secret is None:
            # A browser cannot see why a handshake failed. This page must learn that its session has ended, and ask
            # for a new login.
            return Arrival(error=error)
    if claim.secret is None:
        return Arrival()
    try:
        return Arrival(*(credentials.by_token(claim.token) if claim.token is not None else by_ticket(claim.secret)))
    except ChatError:
        return Refused()


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
