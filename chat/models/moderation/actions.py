"""Actions of moderators on people and messages: why, until when, and how they were undone."""

from datetime import UTC, datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Stands in `muted_until` and `banned_until` for a measure without an end, so that one comparison decides."""


class ActionKind(models.TextChoices):
    MUTE = "mute", _("mute")
    BAN = "ban", _("ban")
    KICK = "kick", _("kick")
    DELETE = "delete", _("removal of a message")
    PURGE = "purge", _("removal of all messages")


class ModerationActionQuerySet(models.QuerySet["ModerationAction"]):
    def in_force(self, now: datetime) -> "ModerationActionQuerySet":
        """Leave those that are neither undone nor over at this moment."""
        return self.filter(Q(until=None) | Q(until__gt=now), undone_at=None)


class ModerationAction(models.Model):
    kind = models.CharField(_("kind"), max_length=10, choices=ActionKind.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("person"), related_name="moderation"
    )
    # None for what holds everywhere.
    room = models.ForeignKey("chat.Room", models.CASCADE, verbose_name=_("room"), null=True, related_name="+")
    message = models.ForeignKey("chat.Message", models.SET_NULL, verbose_name=_("message"), null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("by"), null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=500)
    rule = models.CharField(_("rule"), max_length=100, blank=True)
    created_at = models.DateTimeField(_("made"))
    until = models.DateTimeField(_("until"), null=True)
    undone_at = models.DateTimeField(_("undone"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("undone by"), null=True, related_name="+"
    )
    undo_reason = models.CharField(_("reason of the undoing"), max_length=500, blank=True)
    # When nothing is left to do: the end was carried out and told, the messages were erased, or it was undone.
    settled_at = models.DateTimeField(null=True, editable=False)
    # Of a purge: it has still to hide the messages of the person with lower ids than this.
    cursor = models.PositiveBigIntegerField(null=True, editable=False)
    # Of a kick, the membership as it was. Of a purge, {"last": the id of the last message that it covers}.
    before = models.JSONField(default=dict, editable=False)
    appeal = models.CharField(_("appeal"), max_length=2_000, blank=True)
    appealed_at = models.DateTimeField(_("appealed"), null=True)
    answer = models.CharField(_("answer to the appeal"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("answered by"), null=True, related_name="+"
    )

    objects = ModerationActionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = _("moderation action")
        verbose_name_plural = _("moderation actions")
        indexes: ClassVar = [
            # For the ticker, which looks each second for the few that still need it.
            models.Index(fields=["kind"], condition=Q(settled_at=None), name="moderation_unsettled"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person}"

    @property
    def is_appealable(self) -> bool:
        """Whether the person may still ask for a second opinion. One who is banned cannot reach the site."""
        return self.kind != ActionKind.BAN and self.undone_at is None and self.appealed_at is None


class HiddenMessage(models.Model):
    """A message that a removal or a purge hides. Its row keeps the text until the time for undoing is over."""

    message = models.OneToOneField("chat.Message", models.CASCADE, related_name="hidden")
    action = models.ForeignKey(ModerationAction, models.CASCADE, related_name="hidden_messages")

    def __str__(self) -> str:
        return f"{self.message_id} by {self.action_id}"
