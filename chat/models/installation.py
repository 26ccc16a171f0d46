"""The single row that identifies this installation."""

import uuid
from typing import ClassVar

from django.db import models


class Installation(models.Model):
    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    # Clients that know another epoch drop their copy of the messages, because it is from another database.
    epoch = models.UUIDField(default=uuid.uuid4, editable=False)
    # The groups of rights were made, and belong to the superusers since then.
    has_rights_groups = models.BooleanField(default=False, db_default=False, editable=False)
    # The last message that is in a DayTally.
    counted_message_id = models.PositiveBigIntegerField(default=0, db_default=0, editable=False)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="installation_only_one")]

    def __str__(self) -> str:
        return str(self.epoch)

    @classmethod
    def current(cls) -> "Installation":
        """Return the row of this installation, and create it in a new database."""
        return cls.objects.get_or_create(pk=1)[0]
