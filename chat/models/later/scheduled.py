"""Messages to be sent later."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from chat.models.leases import Leased


class ScheduledMessage(Leased):
    """A message that waits for its time. It is deleted when it is sent.

    A message that was refused stays, with the code of the refusal, until its author decides.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="scheduled")
    room = models.ForeignKey("chat.Room", models.CASCADE, related_name="+")
    content = models.TextField()
    reply_to = models.ForeignKey("chat.Message", models.SET_NULL, null=True, related_name="+")
    # The message gets this client id when it is sent, so that a second attempt stores nothing new.
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
