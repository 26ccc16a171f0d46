"""Messages that people have saved for themselves."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class SavedMessage(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_messages")
    message = models.ForeignKey("chat.Message", models.CASCADE, related_name="+")
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "message"], name="saved_unique")]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.message_id}"
