"""People whom a moderator has removed from a room: they cannot join a public one again."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class RoomRemoval(models.Model):
    room = models.ForeignKey("chat.Room", models.CASCADE, related_name="removals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    removed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["-removed_at"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["room", "user"], name="room_removal_unique")]

    def __str__(self) -> str:
        return f"{self.user} ✕ {self.room}"
