"""Messages that members have reported to the moderators."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportReason(models.TextChoices):
    SPAM = "spam", _("spam")
    ABUSE = "abuse", _("abuse")
    ILLEGAL = "illegal", _("illegal content")
    OTHER = "other", _("something else")


class ReportStatus(models.TextChoices):
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")


class ReportOutcome(models.TextChoices):
    DISMISSED = "dismissed", _("dismissed")
    ACTIONED = "actioned", _("acted upon")


class Report(models.Model):
    message = models.ForeignKey("chat.Message", models.CASCADE, verbose_name=_("message"), related_name="reports")
    room = models.ForeignKey("chat.Room", models.CASCADE, verbose_name=_("room"), related_name="+")
    # None: the word filter.
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("reported by"), related_name="reports", null=True
    )
    reason = models.CharField(_("reason"), max_length=10, choices=ReportReason.choices)
    note = models.CharField(_("note"), max_length=1_000, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=ReportStatus.choices, default=ReportStatus.OPEN)
    created_at = models.DateTimeField(_("reported"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=ReportOutcome.choices, blank=True)
    outcome_note = models.CharField(_("note about the outcome"), max_length=500, blank=True)
    action = models.ForeignKey(
        "chat.ModerationAction", models.SET_NULL, verbose_name=_("action"), null=True, related_name="reports"
    )
    closed_at = models.DateTimeField(_("closed"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("closed by"), null=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints: ClassVar = [models.UniqueConstraint(fields=["message", "reporter"], name="report_unique")]
        indexes: ClassVar = [models.Index(fields=["status", "-id"], name="report_status")]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.message_id}"
