"""The doors: who you are, and what you may reach. "Not yours" and "not there" answer alike.

Everything is reached *through* the user; nothing fetches a room or a message by its id alone.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.core.cache import cache
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.errors import Banned, Forbidden, NotAMember, NotFound, Unauthenticated
from chat.models import ApiToken, Kind, Membership, Message, Room, User
from chat.models.tokens import digest

TICKET_SALT = "chatsite.ticket"
SessionStore: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore


@dataclass(frozen=True, slots=True)
class Credential:
    """What a connection or request was let in by. It ends when the session or the token does."""

    user_id: int
    session_key: str | None = None
    token_id: int | None = None


# --- Who you are


def by_session(session_key: str) -> tuple[User, Credential]:
    """The user of a web session.

    Raises Unauthenticated for one that ended or whose password has changed since, and Banned.
    """
    # What is no key of ours is not asked for: a quoted cookie can carry a NUL, at which PostgreSQL raises an error.
    session = SessionStore(session_key if session_key.isascii() and session_key.isalnum() else None)
    user = User.objects.filter(pk=session[SESSION_KEY]).first() if SESSION_KEY in session else None
    if user is None or not constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
        raise Unauthenticated(_("This session has ended."))
    return _active(user), Credential(user.pk, session_key=session_key)


def by_token(token: str) -> tuple[User, Credential]:
    """The owner of an API token. Raises Unauthenticated, Banned."""
    row = ApiToken.objects.select_related("user").filter(digest=digest(token), revoked_at=None).first()
    if row is None:
        raise Unauthenticated(_("This token is not valid."))
    return _active(row.user), Credential(row.user_id, token_id=row.pk)


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


def by_secret(secret: str) -> tuple[User, Credential]:
    """The user of an API token or a ticket, whichever it is. Raises Unauthenticated, Banned."""
    return by_ticket(secret) if ":" in secret else by_token(secret)


def require_live(credential: Credential) -> User:
    """The credential's user, if it still stands. Raises Unauthenticated, Banned."""
    if credential.session_key is not None:
        return by_session(credential.session_key)[0]
    if credential.token_id is not None:
        row = ApiToken.objects.select_related("user").filter(pk=credential.token_id, revoked_at=None).first()
        if row is not None:
            return _active(row.user)
    raise Unauthenticated(_("This session has ended."))


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
