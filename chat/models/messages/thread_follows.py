"""Who follows which thread, and how far they have read in it."""

from typing import ClassVar

from django.db import models


class ThreadFollow(models.Model):
    """Goes with the membership, so that those who left are told nothing."""

    membership = models.ForeignKey("chat.Membership", models.CASCADE, related_name="follows")
    root = models.ForeignKey("chat.Message", models.CASCADE, related_name="follows")
    # False: left by hand; a mention or an own reply takes it up again.
    on = models.BooleanField(default=True)
    read_seq = models.PositiveBigIntegerField(default=0)
    # The latest reply of somebody else. Something is unread when it is greater than `read_seq`: arithmetic.
    last_seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["membership", "root"], name="follow_unique")]

    def __str__(self) -> str:
        return f"{self.membership_id}:{self.root_id}"
