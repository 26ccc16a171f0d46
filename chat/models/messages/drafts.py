"""Unsent text that someone has typed in a room."""

from typing import ClassVar

from django.db import models


class Draft(models.Model):
    """The text of one member in one room. It is deleted with the membership."""

    membership = models.OneToOneField("chat.Membership", models.CASCADE, related_name="draft")
    content = models.TextField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["-updated_at"]

    def __str__(self) -> str:
        return self.content[:40]
