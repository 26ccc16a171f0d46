"""What a process that serves people runs in the background.

There is no lifespan under Daphne, so the first of them starts it.
"""

from chat.actions import jobs
from chat.actions.later import ticker
from chat.actions.link_previews.worker import previewer
from chat.delivery.healing.access import heal_access
from chat.delivery.healing.rooms import heal_rooms
from chat.delivery.hub import Hub, hub
from chat.delivery.presence import presence
from chat.realtime import shutdown


async def keep_presence(hub: Hub) -> None:
    await presence.run()


def start() -> None:
    """Begin on the running loop, if it has not begun."""
    hub.start(_prepare, heal_rooms, heal_access, keep_presence, ticker.run, previewer.run, jobs.run)


def _prepare() -> None:
    presence.reset()
    shutdown.watch(hub)
