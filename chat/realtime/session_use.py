"""Keeps "last seen" of the sessions whose pages stay open for days."""

import asyncio

from chat import conf
from chat.actions.people import web_sessions
from chat.delivery.healing.retry import log_failure
from chat.delivery.hub import Hub
from chat.executors import write

AT_ONCE = 200
"""Sessions of one statement. Messages are stored in between, so that a crowd does not hold them up."""


async def keep_noting(hub: Hub) -> None:
    """Note the connected sessions every SESSION_NOTED seconds. Runs until cancelled."""
    while True:
        await asyncio.sleep(conf.SESSION_NOTED)
        await log_failure(note_connected(hub))


async def note_connected(hub: Hub) -> None:
    """Note the sessions that are connected to this process now. Raises Unavailable."""
    connected = [subscriber.credential for of_user in hub.users.values() for subscriber in of_user]
    keys = sorted({credential.session_key for credential in connected if credential.session_key})
    for first in range(0, len(keys), AT_ONCE):
        await write(web_sessions.note_connected, session_keys=keys[first : first + AT_ONCE])
