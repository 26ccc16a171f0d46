"""Keep a background worker alive when one of its rounds fails."""

import logging
from collections.abc import Awaitable

from chat.errors import Unavailable

log = logging.getLogger(__name__)


async def log_failure(work: Awaitable[None]) -> None:
    """Await one round of a worker, and log its failure instead of raising it."""
    try:
        await work
    except Unavailable:
        log.warning("The database does not answer; the hub will check again.")
    except Exception:
        log.exception("The hub could not check what it missed; it will try again.")
