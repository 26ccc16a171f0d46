"""Actions on the installation as a whole."""

import uuid

from chat.models import Installation


def renew_epoch() -> uuid.UUID:
    """Give the database a new epoch, so that clients drop what they hold when they next connect.

    Call it after a backup was restored, while no process serves.

    Returns:
        The new epoch.
    """
    installation = Installation.current()
    installation.epoch = uuid.uuid4()
    installation.save(update_fields=["epoch"])
    return installation.epoch
