"""Web sessions as their owner sees them: since when, from where, with which browser.

Django's own row of a session says none of this. It alone decides whether the session is valid.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models

USER_AGENT = 300


class WebSession(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="web_sessions")
    session_key = models.CharField(max_length=40, unique=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    # When a page of it was loaded or connected, to some minutes.
    last_seen_at = models.DateTimeField(editable=False)
    address = models.CharField(max_length=45, blank=True, editable=False)
    user_agent = models.CharField(max_length=USER_AGENT, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-last_seen_at", "-id"]

    def __str__(self) -> str:
        return f"session {self.pk} of user {self.user_id}"
