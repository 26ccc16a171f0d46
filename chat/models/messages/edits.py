"""The history of edited messages."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class MessageEdit(models.Model):
    """A former text of a message. `edited_at` and `editor` say when and by whom it was replaced."""

    message = models.ForeignKey("chat.Message", models.CASCADE, related_name="edits")
    content = models.TextField()
    edited_at = models.DateTimeField()
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.message_id}@{self.edited_at}"
