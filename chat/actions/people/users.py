"""Accounts: the first one, new ones, and what ends a session."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from chat.actions.people import invitations
from chat.actions.people.validation import (
    check_username,
    clean_choice,
    clean_display_name,
    clean_keywords,
    clean_unused_email,
)
from chat.actions.rooms import rooms
from chat.delivery.announce import announce, to_user, to_who_shares
from chat.delivery.announcements import Control, Frame
from chat.errors import Conflict, Forbidden, NotFound
from chat.models import ApiToken, Installation, Room, User
from chat.protocol.events import event
from chat.protocol.people import author_payload
from chat.text.people.time_zones import time_zones

FIRST_ROOM = _("General")
FIRST_TOPIC = _("Where everyone meets")


def set_up(
    *,
    username: str,
    password: str,
    email: str = "",
    display_name: str = "",
    language: str = "en",
    time_zone: str = "UTC",
) -> User:
    """Make the administrator and the room that newcomers join.

    Only once: raises NotFound as soon as there is a user, and Invalid.
    """
    user = _new_user(username, password, email=email, display_name=display_name, language=language, time_zone=time_zone)
    user.is_staff = user.is_superuser = True
    with transaction.atomic():
        # Two who set up at once meet at this row: the second one finds a user.
        Installation.current()
        Installation.objects.select_for_update().get(pk=1)
        if User.objects.exists():
            raise NotFound(_("This site is set up already."))
        _store(user)
        if not Room.objects.filter(is_default=True).exists():
            with translation.override(user.language):
                rooms.create(by=user, name=str(FIRST_ROOM), topic=str(FIRST_TOPIC), is_default=True)
    return user


def sign_up(
    *,
    username: str,
    password: str,
    email: str = "",
    language: str = "en",
    time_zone: str = "UTC",
    invitation: str = "",
) -> User:
    """A new account for someone at the door, as `settings.SIGNUP` allows; uses the invitation where it takes one.

    Raises Forbidden where sign-up is closed, NotFound for an invitation that is not valid, Invalid, Conflict.
    """
    if settings.SIGNUP == "closed":
        raise Forbidden(_("New accounts are made by the site's administration."))
    user = _new_user(username, password, email=email, language=language, time_zone=time_zone)
    with transaction.atomic():
        if settings.SIGNUP == "invite":
            invitations.redeem(code=invitation)
        _store(user)
    return user


def register(
    *,
    username: str,
    password: str | None,
    email: str = "",
    display_name: str = "",
    language: str = "en",
    is_admin: bool = False,
    is_bot: bool = False,
) -> User:
    """A new account, let into the rooms that newcomers join.

    `password` None: it cannot log in (bots). Raises Invalid, Conflict.
    """
    user = _new_user(username, password, email=email, display_name=display_name, language=language)
    user.is_bot, user.is_staff, user.is_superuser = is_bot, is_admin, is_admin
    _store(user)
    return user


def update_profile(
    *,
    by: User,
    display_name: str | None = None,
    time_zone: str | None = None,
    language: str | None = None,
    keywords: str | None = None,
    avatar: "File[bytes] | None" = None,
    drop_avatar: bool = False,
) -> User:
    """Change one's own profile; `avatar` is a checked thumbnail.

    Those who share a room see it at once. Raises Invalid.
    """
    name = display_name.strip() if display_name is not None else None
    changes = {
        "display_name": clean_display_name("displayName", name) if name else name,
        "time_zone": clean_choice("timeZone", time_zone, time_zones()),
        "language": clean_choice("language", language, dict(settings.LANGUAGES)),
        "keywords": clean_keywords("keywords", keywords) if keywords else keywords,
    }
    for field, value in changes.items():
        if value is not None:
            setattr(by, field, value)
    old = by.avatar.name if avatar or drop_avatar else ""
    with transaction.atomic():
        if avatar or drop_avatar:
            by.avatar = avatar or ""
        by.save(update_fields=["display_name", "time_zone", "language", "keywords", "avatar"])
        if old:
            transaction.on_commit(lambda: by.avatar.storage.delete(old))
        announce(to_who_shares(rooms_of(by), Frame(event("user:updated", author_payload(by)))))
    return by


def deactivate(*, by: User, user_id: int) -> User:
    """Lock someone out, at once and everywhere; what they wrote stays.

    Raises Forbidden, NotFound, Conflict for oneself.
    """
    with transaction.atomic():
        user = _for_staff(by, user_id)
        if user.pk == by.pk:
            raise Conflict(_("You cannot deactivate yourself."))
        _bump(user, is_active=False)
        ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
        announce(to_user(user.pk, control=Control("end", user.pk, code=4403)))
    user.is_active = False
    return user


def reactivate(*, by: User, user_id: int) -> User:
    """Let someone in again; their old API tokens stay revoked. Raises Forbidden, NotFound."""
    with transaction.atomic():
        user = _for_staff(by, user_id)
        _bump(user, is_active=True)
    user.is_active = True
    return user


def end_other_sessions(*, user: User, keep_session: str | None) -> None:
    """End the user's other web sessions and their sockets; API tokens live on.

    Call it in the transaction that stores the password.
    """
    _bump(user)
    announce(to_user(user.pk, control=Control("end", user.pk, code=4401, except_session=keep_session or "")))


def end_session(*, user: User, session_key: str) -> None:
    """End the sockets of a session that has ended."""
    Session.objects.filter(session_key=session_key).delete()
    announce(to_user(user.pk, control=Control("end", user.pk, code=4401, session_key=session_key)))


def record_last_seen(*, user_ids: Iterable[int]) -> None:
    """Note that these people were here until now."""
    User.objects.filter(pk__in=user_ids).update(last_seen_at=timezone.now())


def rooms_of(user: User) -> list[int]:
    return list(user.memberships.values_list("room_id", flat=True))


def _new_user(
    username: str, password: str | None, *, email: str, display_name: str = "", language: str, time_zone: str = "UTC"
) -> User:
    """A checked user, not stored yet. Hashing takes long: call this before a transaction, which stops all writers."""
    check_username(username)
    user = User(username=username, email=clean_unused_email(email))
    user.display_name = clean_display_name("displayName", display_name) if display_name.strip() else ""
    user.language = clean_choice("language", language, dict(settings.LANGUAGES)) or user.language
    user.time_zone = clean_choice("timeZone", time_zone, time_zones()) or user.time_zone
    user.set_password(password)
    return user


def _store(user: User) -> None:
    """Save a new user and let them into the rooms that newcomers join. Raises Conflict for who came second."""
    try:
        with transaction.atomic():
            user.save()
            rooms.join_default_rooms(user)
    except IntegrityError:
        check_username(user.username)
        clean_unused_email(user.email)
        raise


def _for_staff(by: User, user_id: int) -> User:
    if not by.is_staff:
        raise Forbidden()
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise NotFound(_("There is no such person here."))
    if user.is_superuser and not by.is_superuser:
        raise Forbidden(_("Only a superuser may do this to a superuser."))
    return user


def _bump(user: User, **fields: object) -> None:
    User.objects.filter(pk=user.pk).update(access_version=F("access_version") + 1, **fields)
