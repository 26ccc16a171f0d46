"""Ranges of network addresses from which strangers are refused."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class NetworkBanQuerySet(models.QuerySet["NetworkBan"]):
    def in_force(self, now: datetime) -> "NetworkBanQuerySet":
        """Leave those that are neither undone nor over at this moment."""
        return self.filter(Q(until=None) | Q(until__gt=now), undone_at=None)


class NetworkBan(models.Model):
    network = models.CharField(
        _("network"), max_length=50, help_text=_("A range such as 192.0.2.0/24 or 2001:db8::/48, or one address.")
    )
    # The ban of a person that was made together with this one. Each is undone by itself.
    action = models.ForeignKey(
        "chat.ModerationAction", models.SET_NULL, verbose_name=_("ban of a person"), null=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=500)
    created_at = models.DateTimeField(_("made"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("by"), null=True, related_name="+"
    )
    until = models.DateTimeField(_("until"), null=True)
    undone_at = models.DateTimeField(_("undone"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("undone by"), null=True, related_name="+"
    )
    undo_reason = models.CharField(_("reason of the undoing"), max_length=500, blank=True)

    objects = NetworkBanQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = _("ban of a network")
        verbose_name_plural = _("bans of networks")

    def __str__(self) -> str:
        return self.network
