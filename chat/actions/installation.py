"""The installation as a whole."""

import uuid

from chat.models import Installation


def renew_epoch() -> uuid.UUID:
    """The new epoch of a database that went back in time: every client drops what it holds when it next connects.

    To be called while no process serves.
    """
    installation = Installation.current()
    installation.epoch = uuid.uuid4()
    installation.save(update_fields=["epoch"])
    return installation.epoch
