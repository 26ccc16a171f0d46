"""People and bots."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from chat.text.people.names import NameRefused, check_username, fold


def validate_username(username: str) -> None:
    try:
        check_username(username)
    except NameRefused as error:
        raise ValidationError(str(error), code=error.code) from error


class People(UserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a user by folded name: `Ada`, `ada` and the full-width `ａｄａ` are the same person."""
        return self.get(username_key=fold(username or ""))


class User(AbstractUser):
    username_validator = validate_username  # type: ignore[assignment]

    username = models.CharField(_("username"), max_length=30, unique=True, validators=[validate_username])
    username_key = models.CharField(max_length=120, unique=True, editable=False)
    display_name = models.CharField(_("display name"), max_length=60, blank=True)
    avatar = models.ImageField(_("picture"), upload_to="avatars/", blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    language = models.CharField(_("language"), max_length=10, default="en")
    # Words that the catch-up view highlights, folded, one per line.
    keywords = models.TextField(_("highlight words"), blank=True)
    is_bot = models.BooleanField(_("bot"), default=False)
    last_seen_at = models.DateTimeField(_("last seen"), null=True, blank=True, editable=False)
    # Incremented whenever the rooms, the password or the state of the account change. Each process compares it, to
    # correct what the user's connections receive.
    access_version = models.PositiveBigIntegerField(default=0, editable=False)

    objects: ClassVar[People] = People()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["username_key"]
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="user_email_unique",
                violation_error_message=_("Someone uses this e-mail address already."),
            )
        ]

    def save(self, *args, **kwargs) -> None:  # type: ignore[no-untyped-def]
        self.username_key = fold(self.username)
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if type(self).objects.filter(username_key=fold(self.username)).exclude(pk=self.pk).exists():
            raise ValidationError({"username": ValidationError(_("This name is taken."), code="name_taken")})

    @property
    def name(self) -> str:
        """The name to show."""
        return self.display_name or self.username

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
