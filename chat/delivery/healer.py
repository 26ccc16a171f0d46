"""The hub heals itself: what it was not told, it reads.

Every few seconds a process compares the rev of each room it serves with the database's, in one query, and delivers
what it missed: the layer was full,
Redis restarted, or a worker died between commit and publish. It does the same for what its users may hear.
"""

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Any

from django.contrib.sessions.models import Session
from django.utils import timezone

from chat import conf
from chat.access import Credential, require_live
from chat.delivery.announcements import Frame
from chat.errors import Banned, Unauthenticated, Unavailable
from chat.executors import read
from chat.models import ApiToken, Membership, Message, Room, User
from chat.protocol.events import event
from chat.protocol.messages.payload import message_payload

if TYPE_CHECKING:
    from chat.delivery.hub import Hub, Subscriber

log = logging.getLogger(__name__)


async def heal_rooms(hub: "Hub") -> None:
    """Look for missed changes every HEAL_INTERVAL, and soon after a gap was seen."""
    gap = asyncio.Event()
    hub.on_gap = lambda room_id: gap.set()
    while True:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(gap.wait(), conf.HEAL_INTERVAL)
        gap.clear()
        await _log_failure(heal_once(hub))


async def heal_once(hub: "Hub") -> None:
    """Deliver what this process has missed in the rooms that it serves."""
    await hub.link.retry_subscriptions()
    revs = await read(room_revs, list(hub.topics))
    behind = [room_id for room_id, rev in revs.items() if _is_behind(hub, room_id, rev)]
    if not behind:
        return
    # A commit may be younger than its announcement, which is on its way: give it a moment before reading the change
    # again.
    await asyncio.sleep(conf.REORDER_WAIT / 2)
    for room_id in behind:
        topic = hub.topics.get(room_id)
        if topic is None or topic.rev is None or topic.rev >= revs[room_id]:
            continue
        frames = await read(frames_since, room_id, topic.rev, topic.seq)
        if hub.topics.get(room_id) is topic:
            log.info("Room %s had missed %s changes here.", room_id, revs[room_id] - topic.rev)
            hub.deliver_to_room(room_id, topic.catch_up(frames, revs[room_id]))


def _is_behind(hub: "Hub", room_id: int, rev: int) -> bool:
    topic = hub.topics.get(room_id)
    return topic is not None and topic.rev is not None and topic.rev < rev


def room_revs(room_ids: list[int]) -> dict[int, int]:
    return dict(Room.objects.filter(pk__in=room_ids).values_list("pk", "last_rev"))


def frames_since(room_id: int, rev: int, seq: int) -> list[Frame]:
    """The changes after `rev` as events: messages after `seq` are new.

    Of very many only the newest: clients see the gap and sync.
    """
    rows = Message.objects.filter(room_id=room_id, rev__gt=rev).with_details().order_by("-rev")[: conf.SYNC_LIMIT]
    return [
        Frame(event("chat:message" if row.seq > seq else "chat:changed", message_payload(row)), row.rev, row.seq)
        for row in reversed(rows)
    ]


async def heal_access(hub: "Hub") -> None:
    """Compare what users may hear with what they do hear, every CREDENTIAL_CHECK_INTERVAL."""
    while True:
        await asyncio.sleep(conf.CREDENTIAL_CHECK_INTERVAL)
        await _log_failure(check_access(hub))


async def check_access(hub: "Hub") -> None:
    """End subscribers whose session, token or account has ended, and follow changed memberships."""
    subscribers = [subscriber for own in hub.users.values() for subscriber in own]
    if not subscribers:
        return
    facts = await read(access_facts, {subscriber.credential for subscriber in subscribers})
    for subscriber in subscribers:
        user = facts.users.get(subscriber.user_id)
        if user is None or not user[1]:
            subscriber.end(4403)
        elif subscriber.credential in facts.ended:
            subscriber.end(4401)
        elif user[0] != subscriber.access_version:
            await _check_user(hub, subscriber)
            subscriber.access_version = user[0]


async def _check_user(hub: "Hub", subscriber: "Subscriber") -> None:
    """Something has changed for the user; the hub may have been told of it, or not."""
    try:
        # A changed password ends sessions without deleting them.
        await read(require_live, subscriber.credential)
    except (Unauthenticated, Banned) as error:
        subscriber.end(error.close or 4401)
    else:
        await _follow_memberships(hub, subscriber.user_id)


async def _follow_memberships(hub: "Hub", user_id: int) -> None:
    changed = False
    while user_id in hub.users:
        heard = hub.subscribed_rooms(user_id)
        rooms = await read(rooms_of, user_id)
        if heard == rooms.keys():
            break
        # An order that came during the look may be newer than what was seen: then, and after every change, look again.
        if heard == hub.subscribed_rooms(user_id):
            _apply_memberships(hub, user_id, heard, rooms)
            changed = True
    for subscriber in list(hub.users.get(user_id, ())) if changed else ():
        subscriber.refresh()


def _apply_memberships(hub: "Hub", user_id: int, heard: set[int], rooms: dict[int, tuple[int, int]]) -> None:
    for room_id in heard - rooms.keys():
        hub.leave_room(user_id, room_id)
    for room_id in rooms.keys() - heard:
        hub.join_room(user_id, room_id, *rooms[room_id])


class AccessFacts:
    """What the database says of credentials: `users`, id to (access_version, is_active), and which have `ended`."""

    def __init__(self, credentials: set[Credential]) -> None:
        ids = {credential.user_id for credential in credentials}
        users = User.objects.filter(pk__in=ids).values_list("pk", "access_version", "is_active")
        self.users: dict[int, tuple[int, bool]] = {pk: (version, active) for pk, version, active in users}
        keys = {credential.session_key for credential in credentials if credential.session_key}
        tokens = {credential.token_id for credential in credentials if credential.token_id}
        live_keys = set(
            Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()).values_list(
                "session_key", flat=True
            )
        )
        live_tokens = set(ApiToken.objects.filter(pk__in=tokens, revoked_at=None).values_list("pk", flat=True))
        self.ended = {
            credential
            for credential in credentials
            if (credential.session_key and credential.session_key not in live_keys)
            or (credential.token_id and credential.token_id not in live_tokens)
        }


def access_facts(credentials: set[Credential]) -> AccessFacts:
    return AccessFacts(credentials)


def rooms_of(user_id: int) -> dict[int, tuple[int, int]]:
    """The user's rooms with their rev and seq."""
    rows = Membership.objects.filter(user_id=user_id).values_list("room_id", "room__last_rev", "room__last_seq")
    return {room_id: (rev, seq) for room_id, rev, seq in rows}


async def _log_failure(work: Any) -> None:
    try:
        await work
    except Unavailable:
        log.warning("The database does not answer; the hub will look again.")
    except Exception:
        log.exception("The hub could not heal; it will try again.")
