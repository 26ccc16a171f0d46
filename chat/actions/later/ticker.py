"""Do what is due. Every process that serves people runs a ticker; leases keep them from doing the same work twice.

If no process ran when something became due, it is done as soon as one runs again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from chat import conf
from chat.actions.later import reminders, scheduled
from chat.actions.moderation import grants, network_bans, settling, word_filter
from chat.delivery.hub import Hub
from chat.errors import ChatError, Unavailable
from chat.executors import read, write
from chat.queries import later

log = logging.getLogger(__name__)


async def run(hub: Hub) -> None:
    """Tick every TICK_INTERVAL seconds until cancelled."""
    while True:
        await asyncio.sleep(conf.TICK_INTERVAL)
        try:
            await tick()
        except Unavailable:
            log.warning("The database does not answer; what is due waits.")
        except Exception:
            log.exception("The ticker failed; it will try again.")


async def tick() -> None:
    """Send the messages, fire the reminders and end the measures of moderators that are due now.

    A failure does not stop the others.
    """
    await _try(lambda _: read(word_filter.refresh), 0)
    await _try(lambda _: read(network_bans.refresh), 0)
    scheduled_ids, reminder_ids = await read(later.due_ids)
    for scheduled_id in scheduled_ids:
        await _try(_send, scheduled_id)
    for reminder_id in reminder_ids:
        await _try(_fire, reminder_id)
    for grant_id in await read(grants.due_ids):
        await _try(_settle_grant, grant_id)
    for action_id in await read(settling.due_ids):
        await _try(_settle, action_id)


async def _send(pk: int) -> None:
    prepared = await read(scheduled.prepare, scheduled_id=pk)
    await write(scheduled.send_due, scheduled_id=pk, prepared=prepared)


async def _fire(pk: int) -> None:
    await write(reminders.fire, reminder_id=pk)


async def _settle_grant(pk: int) -> None:
    await write(grants.settle, grant_id=pk)


async def _settle(pk: int) -> None:
    await write(settling.settle, action_id=pk)


async def _try(do: Callable[[int], Awaitable[None]], pk: int) -> None:
    try:
        await do(pk)
    except ChatError:
        pass  # The author sends too fast, or the database does not answer: a later tick tries again.
    except Exception:
        log.exception("What is due (%s) failed; it will be tried again.", pk)
