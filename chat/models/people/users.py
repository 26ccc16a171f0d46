"""People and bots."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from chat.text.people.confusables import skeleton
from chat.text.people.names import NameRefused, check_username, fold
from chat.text.search.folding import fold_name


def validate_username(username: str) -> None:
    try:
        check_username(username)
    except NameRefused as error:
        raise ValidationError(str(error), code=error.code) from error


SKELETON = 320
"""Folding turns one character into up to 18, and PostgreSQL refuses values that are too long. Longer ones are cut."""

SHOWN = frozenset({"username", "display_name", "avatar", "is_bot", "shows_username"})
"""The fields that others see beside the messages of a user."""


SEARCH_KEY_LENGTH = 400


def search_key(username: str, display_name: str) -> str:
    """Return the folded names of a user, each behind a space, so that a space and a beginning finds a word's."""
    return f" {fold_name(username)}\n {fold_name(display_name)}"[:SEARCH_KEY_LENGTH]


def name_keys(username: str, display_name: str) -> dict[str, str]:
    """Return the columns under which the names of a user are found and compared."""
    return {
        "search_key": search_key(username, display_name),
        "username_skeleton": skeleton(username)[:SKELETON],
        "name_skeleton": skeleton(display_name)[:SKELETON],
    }


class AddedBy(models.TextChoices):
    """The people who may add somebody to a room at once. Everybody else's wish to add them is an invitation."""

    EVERYONE = "everyone", _("everyone here")
    SHARED = "shared", _("people who share a room with me")
    NOBODY = "nobody", _("nobody: always ask me first")


class People(UserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a user by folded name: `Ada`, `ada` and the full-width `ａｄａ` are the same person."""
        return self.get(username_key=fold(username or ""))


class User(AbstractUser):
    username_validator = validate_username  # type: ignore[assignment]

    username = models.CharField(_("username"), max_length=30, unique=True, validators=[validate_username])
    username_key = models.CharField(max_length=120, unique=True, editable=False)
    display_name = models.CharField(_("display name"), max_length=60, blank=True)
    # Both names as search folds them, each behind a space: " ada\n ada lovelace".
    search_key = models.CharField(max_length=SEARCH_KEY_LENGTH, default="", db_default="", editable=False)
    # Names that may look alike have the same skeleton. It is not unique: earlier versions did not look.
    username_skeleton = models.CharField(max_length=SKELETON, blank=True, db_default="", editable=False)
    name_skeleton = models.CharField(max_length=SKELETON, blank=True, db_default="", editable=False)
    # The display name looks like the name of somebody else, so the username is shown beside it.
    shows_username = models.BooleanField(default=False, db_default=False, editable=False)
    avatar = models.ImageField(_("picture"), upload_to="avatars/", blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    language = models.CharField(_("language"), max_length=10, default="en")
    # Words that the catch-up view highlights, folded, one per line.
    keywords = models.TextField(_("highlight words"), blank=True)
    # Whether the person has shown that mail to the address reaches them, or an administrator has entered it. Others may
    # have typed the same address without proof.
    email_verified = models.BooleanField(_("e-mail confirmed"), default=False, db_default=False, editable=False)
    is_bot = models.BooleanField(_("bot"), default=False)
    # The sections of the sidebar and how it is shown, as JSON, or empty. Text, because every send reads this row, and a
    # JSON field would be parsed each time for nothing.
    sidebar = models.TextField(blank=True, default="", db_default="", editable=False)
    # The ids of the people whom the user ignores, each between spaces (" 7 12 "), or empty. Text in this row, because
    # every greeting and every count of mentions reads the row, and nearly everybody ignores nobody.
    ignored = models.TextField(blank=True, default="", db_default="", editable=False)
    # The user has chosen to be shown as away, on all of their devices.
    chose_away = models.BooleanField(default=False, db_default=False, editable=False)
    # The user has chosen that nobody else sees whether they are here, nor when they were.
    hides_presence = models.BooleanField(default=False, db_default=False, editable=False)
    added_by = models.CharField(
        _("who may add this person to rooms"),
        max_length=10,
        choices=AddedBy.choices,
        default=AddedBy.SHARED,
        db_default=AddedBy.SHARED,
    )
    # From where the person last logged in, as `chat.text.moderation.networks.sortable` writes it.
    last_address = models.CharField(_("last address"), max_length=39, blank=True, db_default="", editable=False)
    last_seen_at = models.DateTimeField(_("last seen"), null=True, blank=True, editable=False)
    # Incremented whenever the rooms, the password or the state of the account change. Each process compares it, to
    # correct what the user's connections receive.
    access_version = models.PositiveBigIntegerField(default=0, editable=False)
    # Incremented to end all sessions and reset links without a new password.
    session_version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    # Incremented whenever something that others see of this person is stored. Messages that are kept as JSON compare
    # it, to show their author as they are now.
    profile_version = models.PositiveBigIntegerField(default=0, db_default=0, editable=False)

    # Set by moderators, see ModerationAction. Everybody who is banned is also not `is_active`, which every door checks;
    # `is_deactivated` says whether they stay so when the ban ends.
    muted_until = models.DateTimeField(_("muted everywhere until"), null=True, editable=False)
    banned_until = models.DateTimeField(_("banned until"), null=True, editable=False)
    is_deactivated = models.BooleanField(default=False, db_default=False, editable=False)
    # Signed up and may not enter yet, see Admission. Such an account is not `is_active` either.
    is_newcomer = models.BooleanField(default=False, db_default=False, editable=False)

    objects: ClassVar[People] = People()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["username_key"]
        verbose_name = _("user")
        verbose_name_plural = _("users")
        indexes: ClassVar = [
            # Log-in and password reset look for people by address.
            models.Index(fields=["email"], condition=~models.Q(email=""), name="user_by_email"),
            models.Index(fields=["username_skeleton"], name="user_username_skeleton"),
            models.Index(fields=["name_skeleton"], name="user_name_skeleton"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                condition=models.Q(email_verified=True) & ~models.Q(email=""),
                name="user_verified_email_unique",
                violation_error_message=_("Someone uses this e-mail address already."),
            )
        ]

    def save(self, *args, **kwargs) -> None:  # type: ignore[no-untyped-def]
        self.username_key = fold(self.username)
        self.email = self.email.lower()
        keys = name_keys(self.username, self.display_name)
        for name, key in keys.items():
            setattr(self, name, key)
        fields = kwargs.get("update_fields")
        if fields is not None and not {"username", "display_name"}.isdisjoint(fields):
            fields = kwargs["update_fields"] = [*fields, *keys]
        shows_change = not self._state.adding and (fields is None or not SHOWN.isdisjoint(fields))
        if shows_change:
            # Counted by the database: this instance may be older than the row.
            self.profile_version = F("profile_version") + 1
            kwargs |= {"update_fields": [*fields, "profile_version"]} if fields is not None else {}
        super().save(*args, **kwargs)
        if shows_change:
            self.refresh_from_db(fields=["profile_version"])

    def clean(self) -> None:
        super().clean()
        if type(self).objects.filter(username_key=fold(self.username)).exclude(pk=self.pk).exists():
            raise ValidationError({"username": ValidationError(_("This name is taken."), code="name_taken")})

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what the sessions of this person must contain. Django calls it for each request."""
        if not self.session_version:
            return str(super()._get_session_auth_hash(secret))  # type: ignore[misc]
        value = f"{self.session_version}:{self.password}"
        return salted_hmac("chat.models.User.session", value, secret=secret, algorithm="sha256").hexdigest()

    @property
    def waits_outside(self) -> bool:
        """Whether the person may log in only to see how their request to enter stands."""
        return self.is_newcomer and self.banned_until is None and not self.is_deactivated

    @property
    def name(self) -> str:
        """The name to show: the display name or the username, or both where somebody else's name looks like it."""
        if not self.display_name:
            return self.username
        return f"{self.display_name} (@{self.username})" if self.shows_username else self.display_name

    @property
    def ignored_ids(self) -> list[int]:
        """The ids of the people whom the user ignores, the first one first."""
        return [int(pk) for pk in self.ignored.split()]

    def ignores(self, user_id: int) -> bool:
        return f" {user_id} " in self.ignored

    @property
    def avatar_url(self) -> str:
        """The URL of the picture, or an empty string for the initials.

        It is always a URL of this site. One of the storage would be signed, change with each request, and expire.
        """
        return f"{settings.MEDIA_URL}{self.avatar.name}" if self.avatar else ""

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name
