"""The words and patterns that the site does not want."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class FilterOutcome(models.TextChoices):
    REFUSE = "refuse", _("refuse the text")
    MASK = "mask", _("mask what is found")
    FLAG = "flag", _("report the message to the moderators")


class FilterRule(models.Model):
    """A word or phrase, or a pattern, and what happens to texts that have it. Rules are not changed, only replaced."""

    text = models.CharField(_("word, phrase or pattern"), max_length=200)
    # The words as they are compared; a pattern as it is.
    key = models.CharField(max_length=400)
    is_pattern = models.BooleanField(
        _("pattern"), default=False, help_text=_("A regular expression in the syntax of RE2.")
    )
    outcome = models.CharField(_("what to do"), max_length=10, choices=FilterOutcome.choices)
    created_at = models.DateTimeField(_("added"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("added by"), null=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = _("rule of the word filter")
        verbose_name_plural = _("word filter")
        constraints: ClassVar = [models.UniqueConstraint(fields=["is_pattern", "key"], name="filter_rule_unique")]

    def __str__(self) -> str:
        return self.text
