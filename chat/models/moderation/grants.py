"""Permission for an administrator to read one private room or direct conversation in the administration, for a time."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class GrantQuerySet(models.QuerySet["Grant"]):
    def in_force(self, now: datetime | None = None) -> "GrantQuerySet":
        """Return the grants that have begun and not ended."""
        now = now or timezone.now()
        return self.filter(begun_at__isnull=False, ended_at=None, expires_at__gt=now)

    def room_ids(self, user_id: int) -> models.QuerySet["Grant", int]:
        """Return the ids of the rooms that a user may read now because of a grant: a superuser, as long as they are."""
        return self.in_force().filter(user_id=user_id, user__is_superuser=True).values_list("room_id", flat=True)


class Grant(models.Model):
    """One administrator, one room, a reason and an end.

    It waits for another administrator's approval. Where there is none, it has `opens_at` from the beginning.
    """

    room = models.ForeignKey("chat.Room", models.CASCADE, verbose_name=_("room"), related_name="grants")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("administrator"), related_name="grants"
    )
    reason = models.CharField(_("reason"), max_length=500)
    hours = models.PositiveSmallIntegerField(_("hours"), default=24)
    created_at = models.DateTimeField(_("asked"))
    approved_at = models.DateTimeField(_("approved"), null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("approved by"), null=True, related_name="+"
    )
    opens_at = models.DateTimeField(_("begins"), null=True)
    begun_at = models.DateTimeField(_("begun"), null=True)
    expires_at = models.DateTimeField(_("until"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("ended by"), null=True, related_name="+"
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = _("grant")
        verbose_name_plural = _("grants to read a private room")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["room", "user"], condition=models.Q(ended_at=None), name="grant_one_at_a_time"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["opens_at"], condition=models.Q(ended_at=None), name="grant_open"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.room}"
