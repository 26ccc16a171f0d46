"""API tokens. The secret is shown once; the database has only its hash."""

import hashlib
import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SCOPES = ("read", "write", "notify", "publish", "moderate", "admin")
EVERYTHING = "*"
"""Stands for all scopes, also for those of later versions."""


def digest(token: str) -> str:
    """Return the SHA-256 of a secret in hexadecimal. Its 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_secret() -> str:
    return f"cs_{secrets.token_urlsafe(32)}"


class ApiToken(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("user"), related_name="api_tokens"
    )
    name = models.CharField(_("name"), max_length=60)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    prefix = models.CharField(_("beginning"), max_length=12, editable=False)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    # Names of SCOPES with spaces between them, or EVERYTHING.
    scopes = models.CharField(_("scopes"), max_length=100, default=EVERYTHING, db_default=EVERYTHING, editable=False)
    # The ids of the only rooms that the token reaches. None: all rooms of its owner.
    room_ids = models.JSONField(_("rooms"), null=True, editable=False)
    expires_at = models.DateTimeField(_("valid until"), null=True, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def scope_names(self) -> list[str]:
        """The scopes of the token, all of them for EVERYTHING."""
        return list(SCOPES) if self.scopes == EVERYTHING else self.scopes.split()

    @property
    def has_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()
