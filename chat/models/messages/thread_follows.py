"""The followers of threads, and how far they have read them."""

from typing import ClassVar

from django.db import models


class ThreadFollow(models.Model):
    """A member who follows a thread. The row is deleted with the membership, so people who left get no news."""

    membership = models.ForeignKey("chat.Membership", models.CASCADE, related_name="follows")
    root = models.ForeignKey("chat.Message", models.CASCADE, related_name="follows")
    # False after unfollowing. A mention or a reply of one's own switches it on again.
    on = models.BooleanField(default=True)
    read_seq = models.PositiveBigIntegerField(default=0)
    # The latest reply by somebody else. The thread has unread replies when this is greater than `read_seq`.
    last_seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["membership", "root"], name="follow_unique")]

    def __str__(self) -> str:
        return f"{self.membership_id}:{self.root_id}"
