"""The times during which sign-up is closed, whatever the settings say."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SignupLockQuerySet(models.QuerySet["SignupLock"]):
    def in_force(self, now: datetime) -> "SignupLockQuerySet":
        """Leave those that are neither lifted nor over at this moment."""
        return self.filter(Q(until=None) | Q(until__gt=now), ended_at=None)


class SignupLock(models.Model):
    reason = models.CharField(_("reason"), max_length=500, help_text=_("For the audit log. Visitors do not see it."))
    keeps_invitations = models.BooleanField(
        _("invitations keep working"),
        default=True,
        help_text=_("Whoever has an invitation to the site can still sign up."),
    )
    created_at = models.DateTimeField(_("closed"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("closed by"), null=True, related_name="+"
    )
    until = models.DateTimeField(_("until"), null=True)
    ended_at = models.DateTimeField(_("reopened"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("reopened by"), null=True, related_name="+"
    )

    objects = SignupLockQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = _("closing of sign-up")
        verbose_name_plural = _("sign-up closed")

    def __str__(self) -> str:
        return self.reason
