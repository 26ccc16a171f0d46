"""Authenticate the request that opens a WebSocket, in the order that docs/protocol.md lays down."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.http import parse_cookie
from django.http.request import split_domain_port, validate_host

from chat.access import Credential, Credentials, by_ticket, is_ticket
from chat.errors import Banned, ChatError, Unauthenticated
from chat.models import User


class HandshakeRefused(Exception):
    """The handshake is answered with HTTP 403."""


@dataclass(frozen=True)
class AuthResult:
    """The user of an accepted handshake, and the credential that proved it.

    Without a `user` the client still has to send `login`. With an `error` the socket is opened only to send that error
    and close: a browser page cannot see why a handshake failed.
    """

    user: User | None = None
    credential: Credential | None = None
    error: ChatError | None = None


@dataclass(frozen=True)
class HandshakeSecrets:
    """The secrets that a request presents. A session counts first, then the `secret`: an API token or a ticket."""

    session_key: str | None = None
    secret: str | None = None

    @property
    def token(self) -> str | None:
        """The secret, unless it is a ticket."""
        return self.secret if self.secret is not None and not is_ticket(self.secret) else None


def read_secrets(scope: dict[str, Any]) -> HandshakeSecrets:
    """Read the secrets from an ASGI scope.

    Raises:
        HandshakeRefused: The URL holds a token, or the only secret is a cookie from another origin.
    """
    headers = _headers(scope)
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    if "token" in query or "access_token" in query:
        raise HandshakeRefused  # URLs end up in logs. A token lives too long for that; a ticket does not.
    session_key = parse_cookie("; ".join(headers.get("cookie", []))).get(settings.SESSION_COOKIE_NAME)
    secret = _bearer_token(headers)
    if secret is None and "ticket" in query:
        secret = query["ticket"][-1]
    if session_key and _is_own_origin(scope, headers):
        return HandshakeSecrets(session_key, secret)
    if session_key and secret is None:
        raise HandshakeRefused
    return HandshakeSecrets(secret=secret)


def authenticate_batch(batch: Sequence[HandshakeSecrets]) -> list[AuthResult | HandshakeRefused]:
    """Authenticate many handshakes with the queries of one, except for tickets, which take one each. Blocking.

    Returns:
        One result for each, in order.
    """
    credentials = Credentials(
        tokens=[secrets.token for secrets in batch if secrets.token is not None],
        session_keys=[secrets.session_key for secrets in batch if secrets.session_key],
    )
    return [_authenticate(secrets, credentials) for secrets in batch]


def authenticate(scope: dict[str, Any]) -> AuthResult:
    """Authenticate one handshake. Blocking. Raises HandshakeRefused."""
    (result,) = authenticate_batch([read_secrets(scope)])
    if isinstance(result, HandshakeRefused):
        raise result
    return result


def _authenticate(secrets: HandshakeSecrets, credentials: Credentials) -> AuthResult | HandshakeRefused:
    try:
        if secrets.session_key:
            return AuthResult(*credentials.by_session(secrets.session_key))
    except Banned:
        return HandshakeRefused()
    except Unauthenticated as error:
        if secrets.secret is None:
            # The page has to learn that its session has ended, so that it can ask for a new login.
            return AuthResult(error=error)
    return _authenticate_secret(secrets, credentials) if secrets.secret is not None else AuthResult()


def _authenticate_secret(secrets: HandshakeSecrets, credentials: Credentials) -> AuthResult | HandshakeRefused:
    try:
        if secrets.token is not None:
            return AuthResult(*credentials.by_token(secrets.token))
        return AuthResult(*by_ticket(secrets.secret or ""))
    except ChatError:
        return HandshakeRefused()


def _headers(scope: dict[str, Any]) -> dict[str, list[str]]:
    headers: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        headers.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return headers


def _bearer_token(headers: dict[str, list[str]]) -> str | None:
    scheme, _, token = headers.get("authorization", [""])[0].partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _is_own_origin(scope: dict[str, Any], headers: dict[str, list[str]]) -> bool:
    """Whether the request has exactly one Origin header, and it names this site or a configured origin."""
    origins, hosts = headers.get("origin", []), headers.get("host", [])
    if len(origins) != 1 or len(hosts) != 1:
        return False
    origin = origins[0].lower()
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    # With brackets around an IPv6 address, as in ALLOWED_HOSTS; `hostname` has none.
    host, _ = split_domain_port(parts.netloc)
    is_own_host = parts.netloc == hosts[0].lower() and validate_host(host, settings.ALLOWED_HOSTS or ["localhost"])
    # Behind a proxy that ends TLS the scheme may read `ws`, so an https page is accepted there. An http page is never
    # accepted by a site that is served over TLS.
    schemes = {"https"} if scope.get("scheme") in {"wss", "https"} else {"http", "https"}
    return is_own_host and parts.scheme in schemes
