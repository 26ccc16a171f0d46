"""Start the background workers of a process that serves clients.

Daphne does not support the ASGI lifespan protocol, so the first client starts them.
"""

from chat.actions import jobs
from chat.actions.later import ticker
from chat.actions.link_previews.worker import previewer
from chat.delivery.healing.access import heal_access
from chat.delivery.healing.rooms import heal_rooms
from chat.delivery.healing.watches import heal_watches
from chat.delivery.hub import Hub, hub
from chat.delivery.presence import presence
from chat.realtime import shutdown
from chat.realtime.session_use import keep_noting


async def keep_presence(hub: Hub) -> None:
    await presence.run()


def start() -> None:
    """Start the workers on the running event loop. Calling it again does nothing."""
    hub.start(
        _prepare, heal_rooms, heal_access, heal_watches, keep_presence, keep_noting, ticker.run, previewer.run, jobs.run
    )


def _prepare() -> None:
    presence.reset()
    shutdown.install_signal_handlers(hub)
