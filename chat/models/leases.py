"""Rows that are work to be done: the table is the queue, and no broker is needed."""

from datetime import datetime
from typing import Any, ClassVar, TypeVar

from django.db import models
from django.db.models import Q

from chat import conf

M = TypeVar("M", bound="Leased")


class LeasedQuerySet(models.QuerySet[M]):
    def claimable(self, now: datetime) -> "LeasedQuerySet[M]":
        """Return the rows that are neither leased nor paused nor dead at this moment."""
        return self.filter(Q(claimable_at=None) | Q(claimable_at__lte=now), dead_at=None)


class Leased(models.Model):
    """A row that one process at a time works on; chat.actions.leases claims it and records the outcome.

    A model may allow another number of attempts by its own MAX_ATTEMPTS.
    """

    MAX_ATTEMPTS: ClassVar[int] = conf.LEASE_ATTEMPTS

    # Nobody claims the row before this time: the end of its lease, or of the pause after a failure. Every claim sets
    # a new value, which also tells the holder of a lease from a process whose lease has ended.
    claimable_at = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    last_error = models.CharField(max_length=200, blank=True, default="", db_default="", editable=False)
    dead_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[LeasedQuerySet[Any]] = LeasedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        abstract = True
