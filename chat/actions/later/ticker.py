"""Does what is due: every process that serves people looks, and whichever comes first does it.

What became due while no process ran is done as soon as one runs again.
"""

import asyncio
import logging
from collections.abc import Callable

from chat import conf
from chat.actions.later import reminders, scheduled
from chat.delivery.hub import Hub
from chat.errors import ChatError, Unavailable
from chat.executors import read, write
from chat.queries import later

log = logging.getLogger(__name__)


async def run(hub: Hub) -> None:
    """Look every TICK_INTERVAL."""
    while True:
        await asyncio.sleep(conf.TICK_INTERVAL)
        try:
            await tick()
        except Unavailable:
            log.warning("The database does not answer; what is due waits.")
        except Exception:
            log.exception("The ticker failed; it will try again.")


async def tick() -> None:
    """Send and remind of what is due now. One that fails keeps none of the others."""
    messages, fired = await read(later.due)
    for scheduled_id in messages:
        await _each(scheduled_id, lambda pk: scheduled.send_due(scheduled_id=pk))
    for reminder_id in fired:
        await _each(reminder_id, lambda pk: reminders.fire(reminder_id=pk))


async def _each(pk: int, do: Callable[[int], None]) -> None:
    try:
        await write(do, pk)
    except ChatError:
        pass  # It is busy, or the database is away: the next look finds it again.
    except Exception:
        log.exception("What is due (%s) could not be done; it will be tried again.", pk)
