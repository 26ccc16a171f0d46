"""The doors: who you are, and what you may reach. "Not yours" and "not there" answer alike.

Everything is reached *through* the user; nothing fetches a room or a message by its id alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.errors import Banned, Forbidden, NotAMember, NotFound, Unauthenticated
from chat.models import ApiToken, Attachment, Kind, Membership, Message, Room, User
from chat.models.people.tokens import digest
from chat.models.sql import TOKEN, USER, any_of, fetch_rows

TICKET_SALT = "chatsite.ticket"
SessionStore: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore


@dataclass(frozen=True, slots=True)
class Credential:
    """What a connection or request was let in by. It ends when the session or the token does."""

    user_id: int
    session_key: str | None = None
    token_id: int | None = None


# --- Who you are


class Credentials:
    """The rows behind credentials, read together: a crowd that comes at once costs the queries of one.

    Raises, where one is asked for, Unauthenticated or Banned.
    """

    def __init__(
        self, *, tokens: Iterable[str] = (), session_keys: Iterable[str] = (), live: Iterable[Credential] = ()
    ):
        live = list(live)
        self._by_digest: dict[str, ApiToken] = {}
        self._by_id: dict[int, ApiToken] = {}
        self._sessions: dict[str, dict[str, Any]] = {}
        self._users: dict[int, User] = {}
        self._read_tokens({digest(token) for token in tokens}, {each.token_id for each in live if each.token_id})
        self._read_sessions({*session_keys, *(each.session_key for each in live if each.session_key)})

    def by_session(self, session_key: str) -> tuple[User, Credential]:
        """The user of a web session; Unauthenticated also where the password has changed since."""
        session = self._sessions.get(session_key, {})
        user = self._users.get(_user_id(session))
        if user is None or not constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
            raise Unauthenticated(_("This session has ended."))
        return _active(user), Credential(user.pk, session_key=session_key)

    def by_token(self, token: str) -> tuple[User, Credential]:
        """The owner of an API token."""
        row = self._by_digest.get(digest(token))
        if row is None:
            raise Unauthenticated(_("This token is not valid."))
        return _active(row.user), Credential(row.user_id, token_id=row.pk)

    def user_of(self, credential: Credential) -> User:
        """The credential's user, if it still stands."""
        if credential.session_key is not None:
            return self.by_session(credential.session_key)[0]
        row = self._by_id.get(credential.token_id or 0)
        if row is None:
            raise Unauthenticated(_("This session has ended."))
        return _active(row.user)

    def _read_tokens(self, digests: set[str], ids: set[int]) -> None:
        named = {f"token.{name}": any_of(values) for name, values in (("digest", digests), ("id", ids)) if values}
        if not named:
            return
        conditions = " OR ".join(f"{name} {text}" for name, (text, _value) in named.items())
        statement = (
            f"SELECT {TOKEN}, {USER} FROM chat_apitoken token JOIN chat_user person ON person.id = token.user_id "  # noqa: S608
            f"WHERE token.revoked_at IS NULL AND ({conditions})"
        )
        for row in fetch_rows(statement, *(value for _text, value in named.values())):
            token = TOKEN.from_joined_row(row, "user", USER)
            self._by_digest[token.digest] = self._by_id[token.pk] = token

    def _read_sessions(self, keys: set[str]) -> None:
        # What is no key of ours is not asked for: a quoted cookie can carry a NUL, at which PostgreSQL raises an error.
        keys = {key for key in keys if key.isascii() and key.isalnum()}
        if keys:
            rows = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
            self._sessions = {row.session_key: row.get_decoded() for row in rows}
            self._users = User.objects.in_bulk({_user_id(session) for session in self._sessions.values()} - {0})


def _user_id(session: dict[str, Any]) -> int:
    return int(session.get(SESSION_KEY, 0))


def by_session(session_key: str) -> tuple[User, Credential]:
    """The user of a web session.

    Raises Unauthenticated for one that ended or whose password has changed since, and Banned.
    """
    return Credentials(session_keys=[session_key]).by_session(session_key)


def by_token(token: str) -> tuple[User, Credential]:
    """The owner of an API token. Raises Unauthenticated, Banned."""
    return Credentials(tokens=[token]).by_token(token)


def by_ticket(ticket: str) -> tuple[User, Credential]:
    """The user whom a ticket was given to, once, within its lifetime and while what it came from lives.

    Raises Unauthenticated, Banned.
    """
    try:
        facts = signing.loads(ticket, salt=TICKET_SALT, max_age=conf.TICKET_LIFETIME)
    except signing.BadSignature:
        raise Unauthenticated(_("This ticket is not valid.")) from None
    credential = Credential(facts["user"], facts["session"], facts["token"])
    user = require_live(credential)
    # Last, so that a database that does not answer leaves the ticket for another try.
    if not cache.add(f"ticket:{facts['nonce']}", True, conf.TICKET_LIFETIME + 5):
        raise Unauthenticated(_("This ticket was used before."))
    return user, credential


def is_ticket(secret: str) -> bool:
    return ":" in secret


def by_secret(secret: str) -> tuple[User, Credential]:
    """The user of an API token or a ticket, whichever it is. Raises Unauthenticated, Banned."""
    return by_ticket(secret) if is_ticket(secret) else by_token(secret)


def require_live(credential: Credential) -> User:
    """The credential's user, if it still stands. Raises Unauthenticated, Banned."""
    return Credentials(live=[credential]).user_of(credential)


def _active(user: User) -> User:
    if not user.is_active:
        raise Banned()
    return user


# --- What you may reach


def room_for(user_id: int, room_id: int) -> Room:
    """A room that the user may look into: a public one, or one of their own. Raises NotFound."""
    room = Room.objects.visible_to(user_id).filter(pk=room_id).first()
    if room is None:
        raise NotFound(_("There is no such room here."))
    return room


def membership_for(user_id: int, room_id: int) -> Membership:
    """The user's membership, with its room and user.

    Raises NotFound, or NotAMember for a public room they have not joined.
    """
    membership = Membership.objects.select_related("room", "user").filter(user_id=user_id, room_id=room_id).first()
    if membership is None:
        room_for(user_id, room_id)
        raise NotAMember()
    return membership


def message_for(user_id: int, message_id: int) -> Message:
    """A message of a room that the user may look into. Raises NotFound."""
    message = Message.objects.with_details().select_related("room").filter(pk=message_id).first()
    if message is None or not Room.objects.visible_to(user_id).filter(pk=message.room_id).exists():
        raise NotFound(_("There is no such message here."))
    return message


def attachment_for(user_id: int, attachment_id: int) -> Attachment:
    """A file of a message in a room that the user may look into, or their own that is not sent yet. Raises NotFound."""
    attachment = Attachment.objects.kept().select_related("message").filter(pk=attachment_id).first()
    if attachment is None or not _may_see(user_id, attachment):
        raise NotFound(_("There is no such file here."))
    return attachment


def _may_see(user_id: int, attachment: Attachment) -> bool:
    if attachment.message is None:
        return attachment.uploader_id == user_id
    return Room.objects.visible_to(user_id).filter(pk=attachment.message.room_id).exists()


def moderated_room_for(user_id: int, room_id: int) -> Membership:
    """The membership of someone who moderates the room.

    Raises NotFound, NotAMember, Forbidden (also for direct rooms, which nobody runs).
    """
    membership = membership_for(user_id, room_id)
    if not membership.moderates or membership.room.kind == Kind.DIRECT:
        raise Forbidden(_("Only a moderator of this room may do this."))
    return membership


def person_for(user_id: Any) -> User:
    """Someone who can be talked to. Raises NotFound."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise NotFound(_("There is no such person here."))
    return user
