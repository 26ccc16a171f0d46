"""Change the installation as a whole."""

import uuid

from chat.models import Installation


def renew_epoch() -> uuid.UUID:
    """Give the installation a new epoch, after an older state of the database was restored.

    Every client then drops its copy of the messages when it connects. Call this while no process is serving.
    """
    installation = Installation.current()
    installation.epoch = uuid.uuid4()
    installation.save(update_fields=["epoch"])
    return installation.epoch
