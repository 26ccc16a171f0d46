"""What someone was about to do in a room: unsent text, and what goes with it."""

from typing import ClassVar

from django.db import models


class Draft(models.Model):
    """What one member was about to send in one room. It is deleted with the membership.

    The files of the message are `attachments`.
    """

    membership = models.OneToOneField("chat.Membership", models.CASCADE, related_name="draft")
    content = models.TextField()
    # The parts besides the text, as JSON, or empty: see DraftParts in chat.protocol.messages.drafts.
    parts = models.TextField(blank=True, default="", db_default="")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["-updated_at"]

    def __str__(self) -> str:
        return self.content[:40]
