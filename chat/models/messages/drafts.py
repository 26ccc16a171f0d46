"""Drafts: unsent text in a room, and the files and replies that go with it."""

from typing import ClassVar

from django.db import models


class Draft(models.Model):
    """The unsent message of one member in one room. It is deleted with the membership.

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
