"""What a process that serves people runs in the background.

There is no lifespan under Daphne, so the first of them starts it.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from chat.delivery import shutdown
from chat.delivery.healer import heal_access, heal_rooms
from chat.delivery.hub import Hub, hub
from chat.delivery.presence import presence

Worker = Callable[[Hub], Coroutine[Any, Any, None]]
_others: list[Worker] = []


def also(worker: Worker) -> None:
    """Run this too: for what is above this part, which it does not know."""
    if worker not in _others:
        _others.append(worker)


async def keep_presence(hub: Hub) -> None:
    await presence.run()


def start() -> None:
    """Begin on the running loop, if it has not begun."""
    hub.start(_prepare, heal_rooms, heal_access, keep_presence, *_others)


def _prepare() -> None:
    presence.reset()
    shutdown.watch(hub)
