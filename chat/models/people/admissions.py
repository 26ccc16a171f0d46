"""Whether a new account may enter, and who decided it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AdmissionStatus(models.TextChoices):
    EMAIL = "email", _("has to confirm the address")
    WAITING = "waiting", _("waits for approval")
    ADMITTED = "admitted", _("admitted")
    REFUSED = "refused", _("refused")


class Admission(models.Model):
    """The request of somebody who signed up where newcomers have to wait. While it is open, `User.is_newcomer` is set.

    Nobody else has one: people who may enter at once, who were made by staff, or who are older than the setting.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("person"), related_name="admission"
    )
    status = models.CharField(_("status"), max_length=10, choices=AdmissionStatus.choices)
    # Whether an administrator decides. Otherwise the proof of the address is enough.
    needs_approval = models.BooleanField(default=True, editable=False)
    asked_at = models.DateTimeField(_("signed up"))
    address = models.CharField(_("network address"), max_length=45, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("decided by"), null=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = _("newcomer")
        verbose_name_plural = _("newcomers")
        indexes: ClassVar = [
            # The queue is short, however many people were admitted.
            models.Index(fields=["id"], condition=Q(status="waiting"), name="admission_waiting"),
        ]

    def __str__(self) -> str:
        return str(self.person)
