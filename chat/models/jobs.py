"""Work that is done now and then, in one process of the site."""

from django.db import models

from chat.models.leases import Leased


class Job(Leased):
    """A management command that runs at intervals; chat.actions.jobs knows which and how often.

    `claimable_at` is the time of its next run.
    """

    name = models.CharField(max_length=50, unique=True)
    progress = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name
