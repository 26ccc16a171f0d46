"""How many messages were sent on each day, counted in the background."""

from typing import ClassVar

from django.db import models


class DayTally(models.Model):
    """The messages of one day in UTC. Later deletions do not change it."""

    day = models.DateField(unique=True)
    messages = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.messages}"
