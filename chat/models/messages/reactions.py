"""Emoji reactions to messages."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Reaction(models.Model):
    message = models.ForeignKey("chat.Message", models.CASCADE, related_name="reactions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    emoji = models.CharField(max_length=32)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["message", "user", "emoji"], name="reaction_unique")]

    def __str__(self) -> str:
        return self.emoji
