"""Authentication: whose session, API token or ticket this is, and whether it is still valid."""

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import connection
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.access.credential import Credential
from chat.errors import Banned, Unauthenticated, Waiting
from chat.models import ApiToken, User
from chat.models.people.tokens import digest
from chat.models.sql import TOKEN, USER, any_of, fetch_rows
from chat.redis_state.cache import shared_cache

TICKET_SALT = "chatsite.ticket"
SessionStore: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore


# --- Authentication


class Credentials:
    """Looks up many credentials with the queries of one, for many clients that connect at the same time.

    Args:
        tokens: API tokens, as clients send them.
        session_keys: keys of web sessions.
        live: credentials from before, to check whether they are still valid.
    """

    def __init__(
        self, *, tokens: Iterable[str] = (), session_keys: Iterable[str] = (), live: Iterable[Credential] = ()
    ):
        live = list(live)
        self._by_digest: dict[str, ApiToken] = {}
        self._by_id: dict[int, ApiToken] = {}
        self._sessions: dict[str, dict[str, Any]] = {}
        self._users: dict[int, User] = {}
        token_ids = {credential.token_id for credential in live if credential.token_id}
        live_keys = {credential.session_key for credential in live if credential.session_key}
        self._read_tokens({digest(token) for token in tokens}, token_ids)
        self._read_sessions({*session_keys, *live_keys})

    def by_session(self, session_key: str) -> tuple[User, Credential]:
        """Return the user of a web session.

        Raises:
            Unauthenticated: if the session has ended, or the password has changed since the login.
            Banned: if the user is deactivated.
        """
        session = self._sessions.get(session_key, {})
        user = self._users.get(_user_id(session))
        if user is not None:
            _active(user)  # First: the client learns why its sessions have ended.
        if user is None or not constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
            raise Unauthenticated(_("This session has ended."))
        return user, Credential(user.pk, session_key=session_key)

    def by_token(self, token: str) -> tuple[User, Credential]:
        """Return the owner of an API token.

        Raises:
            Unauthenticated: if the token is unknown, revoked or expired.
            Banned: if the owner is deactivated.
        """
        row = self._by_digest.get(digest(token))
        if row is None:
            raise Unauthenticated(_("This token is not valid."))
        return _active(row.user), Credential.of_token(row)

    def renew(self, credential: Credential) -> tuple[User, Credential]:
        """Return the user of a credential from `live`, and the credential with its present limits.

        Raises:
            Unauthenticated: if the session or the token has ended.
            Banned: if the user is deactivated.
        """
        if credential.session_key is not None:
            return self.by_session(credential.session_key)
        row = self._by_id.get(credential.token_id or 0)
        if row is None:
            raise Unauthenticated(_("This session has ended."))
        return _active(row.user), Credential.of_token(row)

    def _read_tokens(self, digests: set[str], ids: set[int]) -> None:
        named = {f"token.{name}": any_of(values) for name, values in (("digest", digests), ("id", ids)) if values}
        if not named:
            return
        conditions = " OR ".join(f"{name} {text}" for name, (text, _value) in named.items())
        statement = (
            f"SELECT {TOKEN}, {USER} FROM chat_apitoken token JOIN chat_user person ON person.id = token.user_id "  # noqa: S608
            f"WHERE token.revoked_at IS NULL AND (token.expires_at IS NULL OR token.expires_at > %s) AND ({conditions})"
        )
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        for row in fetch_rows(statement, now, *(value for _text, value in named.values())):
            token = TOKEN.from_joined_row(row, "user", USER)
            self._by_digest[token.digest] = self._by_id[token.pk] = token

    def _read_sessions(self, keys: set[str]) -> None:
        # Only plausible keys reach the database: a quoted cookie can contain a NUL, which PostgreSQL refuses.
        keys = {key for key in keys if key.isascii() and key.isalnum()}
        if keys:
            rows = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
            self._sessions = {row.session_key: row.get_decoded() for row in rows}
            self._users = User.objects.in_bulk({_user_id(session) for session in self._sessions.values()} - {0})


def _user_id(session: dict[str, Any]) -> int:
    return int(session.get(SESSION_KEY, 0))


def by_session(session_key: str) -> tuple[User, Credential]:
    """Return the user of a web session, and the credential.

    Raises:
        Unauthenticated: if the session has ended, or the password has changed since the login.
        Banned: if the user is deactivated.
    """
    return Credentials(session_keys=[session_key]).by_session(session_key)


def by_token(token: str) -> tuple[User, Credential]:
    """Return the owner of an API token, and the credential.

    Raises:
        Unauthenticated: if the token is unknown, revoked or expired.
        Banned: if the owner is deactivated.
    """
    return Credentials(tokens=[token]).by_token(token)


def by_ticket(ticket: str) -> tuple[User, Credential]:
    """Use up a ticket. Return its user, and the credential that the ticket was made from.

    Raises:
        Unauthenticated: if the ticket is invalid, expired or used, or its session or token has ended.
        Banned: if the user is deactivated.
    """
    try:
        facts = signing.loads(ticket, salt=TICKET_SALT, max_age=conf.TICKET_LIFETIME)
    except signing.BadSignature:
        raise Unauthenticated(_("This ticket is not valid.")) from None
    user, credential = _renewed(Credential(facts["user"], facts["session"], facts["token"]))
    # The last step, so that the ticket stays valid if the database does not answer.
    if not shared_cache.add(f"ticket:{facts['nonce']}", True, conf.TICKET_LIFETIME + 5):
        raise Unauthenticated(_("This ticket was used before."))
    return user, credential


def is_ticket(secret: str) -> bool:
    return ":" in secret


def by_secret(secret: str) -> tuple[User, Credential]:
    """Return the user of an API token or a ticket, and the credential.

    Raises:
        Unauthenticated: if the token or the ticket is not valid.
        Banned: if the user is deactivated.
    """
    return by_ticket(secret) if is_ticket(secret) else by_token(secret)


def require_live(credential: Credential) -> User:
    """Return the user of a credential.

    Raises:
        Unauthenticated: if the session or the token has ended.
        Banned: if the user is deactivated.
    """
    return _renewed(credential)[0]


def _renewed(credential: Credential) -> tuple[User, Credential]:
    return Credentials(live=[credential]).renew(credential)


def _active(user: User) -> User:
    if not user.is_active:
        if user.waits_outside:
            raise Waiting
        raise Banned(_("You are banned from this site.") if user.banned_until else None)
    return user


# --- Permissions
