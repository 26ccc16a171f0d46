"""Messages to send later."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class ScheduledMessage(models.Model):
    """A message to send at a time. Sending deletes it. A refused one stays for its author, with the error code."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="scheduled")
    room = models.ForeignKey("chat.Room", models.CASCADE, related_name="+")
    content = models.TextField()
    reply_to = models.ForeignKey("chat.Message", models.SET_NULL, null=True, related_name="+")
    # The message gets the same client id, so that sending it twice still makes one message.
    client_id = models.UUIDField(default=uuid.uuid4)
    send_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    refusal = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering: ClassVar = ["send_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["author", "client_id"], name="scheduled_client_id_unique")
        ]
        indexes: ClassVar = [models.Index(fields=["send_at"], condition=Q(refusal=""), name="scheduled_due")]

    def __str__(self) -> str:
        return f"{self.room_id} at {self.send_at}"
