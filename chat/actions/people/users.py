"""Create, change and deactivate accounts."""

from django.conf import settings
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from chat.actions.moderation import audit
from chat.actions.people import look_alikes
from chat.actions.people.facts import announce_person
from chat.actions.people.sessions import end_everything
from chat.actions.people.staff_rights import account_for_staff
from chat.actions.people.validation import (
    check_username,
    clean_choice,
    clean_display_name,
    clean_keywords,
    clean_unused_email,
)
from chat.actions.rooms import rooms
from chat.errors import Conflict, NotFound
from chat.models import AddedBy, Installation, Room, User
from chat.rate_limits.kinds import limited
from chat.text.people.time_zones import time_zones

FIRST_ROOM, FIRST_TOPIC = _("General"), _("Where everyone meets")


def set_up(
    *,
    username: str,
    password: str,
    email: str = "",
    display_name: str = "",
    language: str = "en",
    time_zone: str = "UTC",
) -> User:
    """Create the administrator and the room that new users join, on a site that has no user yet.

    Raises:
        NotFound: The site has a user.
        Invalid: A value cannot be accepted.
    """
    user = new_user(username, password, email=email, display_name=display_name, language=language, time_zone=time_zone)
    user.is_staff = user.is_superuser = True
    with transaction.atomic():
        # Two people who set up at the same moment wait for this row; the second one finds a user.
        Installation.current()
        Installation.objects.select_for_update().get(pk=1)
        if User.objects.exists():
            raise NotFound(_("This site is set up already."))
        store(user)
        if not Room.objects.filter(is_default=True).exists():
            with translation.override(user.language):
                rooms.create(by=user, name=str(FIRST_ROOM), topic=str(FIRST_TOPIC), is_default=True)
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
    """Create an account, whatever settings.SIGNUP says, and add it to the default rooms.

    Args:
        username: Unique, whatever its case.
        password: None for an account that cannot log in with one, such as a bot's.
        email: Unique, or empty.
        display_name: Empty to show the username.
        language: A code from settings.LANGUAGES.
        is_admin: Whether the account is a superuser's.
        is_bot: Whether the account is shown as a bot.

    Raises:
        Invalid: A value cannot be accepted.
        Conflict: The username or the e-mail address is taken.
    """
    user = new_user(username, password, email=email, display_name=display_name, language=language, time_zone="UTC")
    user.is_bot, user.is_staff, user.is_superuser = is_bot, is_admin, is_admin
    if is_bot:
        # Nobody answers for it.
        user.added_by = AddedBy.EVERYONE
    store(user)
    return user


@limited("profile")
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
    """Change the user's own profile, and announce it to the people who share a room with them.

    Args:
        by: The user.
        display_name: This and the next three: None leaves the field as it is.
        time_zone: An IANA name.
        language: A code from settings.LANGUAGES.
        keywords: Highlight words.
        avatar: A thumbnail that has been checked.
        drop_avatar: Delete the present picture.

    Raises:
        Invalid: A value cannot be accepted.
    """
    name = display_name and display_name.strip()
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
        look_alikes.lock_names()
        if avatar or drop_avatar:
            by.avatar = avatar or ""
        earlier = by.name_skeleton
        by.save(update_fields=["display_name", "time_zone", "language", "keywords", "avatar"])
        if by.name_skeleton != earlier:
            look_alikes.compare(by, earlier)
        if old:
            transaction.on_commit(lambda: by.avatar.storage.delete(old), robust=True)
        announce_person(by)
    return by


def deactivate(*, by: User, user_id: int) -> User:
    """Deactivate an account, and end its sessions, API tokens and connections. Its messages stay.

    Raises:
        Forbidden: The user may not change accounts, or the account is a superuser's and the user is none.
        NotFound: The account does not exist.
        Conflict: The account is the user's own.
    """
    with transaction.atomic():
        user = account_for_staff(by, user_id)
        if user.pk == by.pk:
            raise Conflict(_("You cannot deactivate yourself."))
        end_everything(user, is_active=False)
        announce_person(user)
        audit.record("person.deactivate", by=by, person_id=user.pk, person=user.username)
    return user


def reactivate(*, by: User, user_id: int) -> User:
    """Reactivate an account. Its sessions and API tokens from before stay ended.

    Raises:
        Forbidden: The user may not change accounts, or the account is a superuser's and the user is none.
        NotFound: The account does not exist.
        Conflict: The person is banned.
    """
    with transaction.atomic():
        user = account_for_staff(by, user_id)
        if user.banned_until is not None:
            raise Conflict(_("This person is banned. Undo the ban instead."))
        if not user.is_active:
            # Those of an account that was switched off by hand have not ended yet.
            end_everything(user, is_active=True)
            announce_person(user)
            audit.record("person.reactivate", by=by, person_id=user.pk, person=user.username)
    return user


def new_user(
    username: str, password: str | None, *, email: str, display_name: str, language: str, time_zone: str
) -> User:
    """Return a checked user whose address counts as confirmed, not stored yet.

    Call it outside a transaction: hashing is slow and would block writers.
    """
    check_username(username)
    user = User(username=username, email=clean_unused_email(email))
    user.email_verified = user.email != ""
    user.display_name = clean_display_name("displayName", display_name) if display_name.strip() else ""
    user.language = clean_choice("language", language, dict(settings.LANGUAGES)) or user.language
    user.time_zone = clean_choice("timeZone", time_zone, time_zones()) or user.time_zone
    user.set_password(password)
    return user


def store(user: User) -> None:
    """Save a new user, and add them to the default rooms if they may enter.

    Raises:
        Conflict: Somebody has taken the username or the address since they were checked.
    """
    try:
        with transaction.atomic():
            look_alikes.lock_names()
            check_username(user.username)
            user.save()
            look_alikes.compare(user)
            if user.is_active:
                rooms.join_default_rooms(user)
    except IntegrityError:
        check_username(user.username)
        if user.email_verified:
            clean_unused_email(user.email)
        raise
