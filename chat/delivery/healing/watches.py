"""End the watches of people who share no room with the watcher any more.

The permission to watch somebody is checked when a connection begins to. It ends when one of the two leaves a room.
"""

import asyncio
from collections.abc import Collection
from typing import Any

from chat import conf
from chat.delivery.announcements import Announcement, Frame
from chat.delivery.healing.retry import log_failure
from chat.delivery.hub import Hub
from chat.executors import read
from chat.models.sql import any_of, fetch_rows
from chat.protocol.events import event
from chat.protocol.people import PersonStatus


async def heal_watches(hub: Hub) -> None:
    """Check who watches whom when somebody has left a room. Runs until cancelled."""
    left: set[int] = set()
    noted = asyncio.Event()

    def note(user_id: int) -> None:
        left.add(user_id)
        noted.set()

    hub.on_left = note
    while True:
        await noted.wait()
        noted.clear()
        await log_failure(check_watches(hub, left))
        if left:
            await asyncio.sleep(conf.HEAL_INTERVAL)
            noted.set()


async def check_watches(hub: Hub, left: set[int]) -> None:
    """End the watches of people who have left a room, and their own, unless another room allows them.

    A watcher then gets the other as offline, which is the answer that a new watch would get.

    Args:
        hub: The hub of this process.
        left: The ids of the people. They are removed when they have been checked.

    Raises:
        Unavailable: The database does not answer, and the people are still in `left`.
    """
    people = set(left)
    left.clear()
    watched = _watched(hub, people)
    if not watched:
        return
    others = {user_id for connection, user_id in watched} | {connection.user_id for connection, _ in watched}
    try:
        sharing = await read(pairs_in_a_room, people, others)
    except Exception:
        left |= people
        raise
    for connection, user_id in watched:
        pair = connection.user_id, user_id
        if pair not in sharing and pair[::-1] not in sharing and hub.watches.stop_watching(connection, user_id):
            offline = PersonStatus(user_id=user_id, status="offline", last_seen_at=None)
            hub.fan_out(Announcement("", (Frame(event("presence", offline)),)), [connection])


def _watched(hub: Hub, people: Collection[int]) -> list[tuple[Any, int]]:
    """Return which connections watch any of these people, and whom the connections of these people watch."""
    of_them = [(connection, user_id) for user_id in people for connection in hub.watches.watchers(user_id)]
    by_them = [
        (connection, user_id)
        for each in people
        for connection in hub.users.get(each, ())
        for user_id in hub.watches.watched_by(connection)
    ]
    return [(connection, user_id) for connection, user_id in of_them + by_them if connection.user_id != user_id]


def pairs_in_a_room(some: Collection[int], others: Collection[int]) -> set[tuple[int, int]]:
    """Return which of some people share a room with which of the others, as pairs of user ids. Blocking."""
    (of_some, first), (of_others, second) = any_of(some), any_of(others)
    rows = fetch_rows(
        f"SELECT DISTINCT one.user_id, other.user_id FROM chat_membership one "  # noqa: S608
        "JOIN chat_membership other ON other.room_id = one.room_id "
        f"WHERE one.user_id {of_some} AND other.user_id {of_others}",
        first,
        second,
    )
    return {(one, other) for one, other in rows}
