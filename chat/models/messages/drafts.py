"""What someone has typed in a room and not sent."""

from typing import ClassVar

from django.db import models


class Draft(models.Model):
    """Belongs to the membership: who leaves a room leaves no text there, and reaches none."""

    membership = models.OneToOneField("chat.Membership", models.CASCADE, related_name="draft")
    content = models.TextField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["-updated_at"]

    def __str__(self) -> str:
        return self.content[:40]
