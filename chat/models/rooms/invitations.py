"""Invitations into rooms: somebody wants to add a person, who is asked first."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class RoomInvitationQuerySet(models.QuerySet["RoomInvitation"]):
    def waiting(self) -> "RoomInvitationQuerySet":
        """Filter those that are not answered yet. An accepted one is a membership, and its row is gone."""
        return self.filter(declined_at=None)


class RoomInvitation(models.Model):
    room = models.ForeignKey("chat.Room", models.CASCADE, related_name="invitations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="room_invitations")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    # A row that is declined stays, so that nobody asks again and again.
    declined_at = models.DateTimeField(null=True)

    objects = RoomInvitationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["room", "user"], name="room_invitation_unique")]
        indexes: ClassVar = [
            models.Index(fields=["user", "created_at"], condition=Q(declined_at=None), name="room_invitation_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.room}"
