"""Reminders that people set for themselves."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from chat.models.leases import Leased


class Reminder(Leased):
    """A reminder of a text, a message or both. One that has fired stays in its owner's list until they drop it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders")
    text = models.CharField(max_length=250, blank=True)
    remind_at = models.DateTimeField()
    room = models.ForeignKey("chat.Room", models.SET_NULL, null=True, related_name="+")
    message = models.ForeignKey("chat.Message", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    fired_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["remind_at", "id"]
        indexes: ClassVar = [models.Index(fields=["remind_at"], condition=Q(fired_at=None), name="reminder_due")]

    def __str__(self) -> str:
        return self.text
