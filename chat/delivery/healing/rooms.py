"""Find the changes of rooms that were never announced here, and deliver them.

The channel layer was full, Redis restarted, or a worker died between its commit and its announcement. Every few
seconds a process compares the rev of each room that it serves with the database's, in one query.
"""

import asyncio
import contextlib
import logging
from collections.abc import Collection

from chat import conf
from chat.delivery.announcements import Frame
from chat.delivery.healing.retry import log_failure
from chat.delivery.hub import Hub
from chat.executors import read
from chat.models.messages import versions
from chat.models.messages.details import messages_with_details
from chat.models.sql import any_of, fetch_rows
from chat.protocol.events import message_event
from chat.protocol.messages.encoded import encoded

log = logging.getLogger(__name__)


async def heal_rooms(hub: Hub) -> None:
    """Look for missed changes every HEAL_INTERVAL, and as soon as the hub reports a gap. Runs until cancelled."""
    gap = asyncio.Event()
    hub.on_gap = lambda room_id: gap.set()
    while True:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(gap.wait(), conf.HEAL_INTERVAL)
        gap.clear()
        await log_failure(heal_once(hub))


async def heal_once(hub: Hub) -> None:
    """Deliver the changes that this process has missed. Raises Unavailable."""
    await hub.link.retry_subscriptions()
    revs = await read(room_revs, list(hub.topics))
    behind = [room_id for room_id, rev in revs.items() if _is_behind(hub, room_id, rev)]
    if not behind:
        return
    # The announcement of a fresh commit may be on its way. Reading the change again would be wasted work.
    await asyncio.sleep(conf.REORDER_WAIT / 2)
    for room_id in behind:
        topic = hub.topics.get(room_id)
        if topic is None or topic.rev is None or topic.rev >= revs[room_id]:
            continue
        frames = await read(frames_since, room_id, topic.rev, topic.seq)
        # While the database was read, everybody may have left the room, and somebody entered it with a newer snapshot.
        if hub.topics.get(room_id) is topic:
            hub.watches.mark_stale(room_id)
            log.info("Room %s had missed %s changes here.", room_id, revs[room_id] - topic.rev)
            hub.deliver_to_room(room_id, topic.catch_up(frames, revs[room_id]))


def _is_behind(hub: Hub, room_id: int, rev: int) -> bool:
    topic = hub.topics.get(room_id)
    return topic is not None and topic.rev is not None and topic.rev < rev


def room_revs(room_ids: Collection[int]) -> dict[int, int]:
    """Return the current rev of each of these rooms that exists."""
    if not room_ids:
        return {}
    condition, value = any_of(room_ids)
    return dict(fetch_rows(f"SELECT id, last_rev FROM chat_room WHERE id {condition}", value))  # noqa: S608


def frames_since(room_id: int, rev: int, seq: int) -> list[Frame]:
    """Read a room's changes as events.

    Args:
        room_id: Which room.
        rev: Read the messages that changed after this rev.
        seq: Messages after this one are new to the subscribers; others have changed.

    Returns:
        Frames in order of rev. If more than SYNC_LIMIT messages changed, only the latest changes: clients notice the
        gap and sync.
    """
    changed = encoded(versions.latest_changes(room_id, rev, conf.SYNC_LIMIT)[::-1], messages_with_details)
    return [
        Frame(message_event("chat:message" if each.seq > seq else "chat:changed", each.text), each.rev, each.seq)
        for each in changed
    ]
