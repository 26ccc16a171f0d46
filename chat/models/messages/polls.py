"""Polls and their votes."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Poll(models.Model):
    message = models.OneToOneField("chat.Message", models.CASCADE, related_name="poll")
    question = models.CharField(max_length=250)
    options = models.JSONField()
    multiple = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.question


class PollVote(models.Model):
    """One option that a user has chosen.

    `option` is an index into the options of the poll. `alone` is true where the poll allows one option only; a
    constraint then refuses a second vote.
    """

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    option = models.PositiveSmallIntegerField()
    alone = models.BooleanField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["poll", "user", "option"], name="poll_vote_unique"),
            models.UniqueConstraint(fields=["poll", "user"], condition=Q(alone=True), name="poll_vote_alone"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.option}"
