"""Find changes of access that were never announced here: ended sessions, revoked tokens, changed memberships."""

import asyncio
from collections.abc import Collection
from typing import Any

from django.db import connection
from django.utils import timezone

from chat import conf
from chat.access import Credential, require_live
from chat.delivery.healing.retry import log_failure
from chat.delivery.hub import Hub
from chat.delivery.registry import Subscriber
from chat.errors import Banned, Unauthenticated
from chat.executors import read
from chat.models import Membership
from chat.models.sql import any_of, fetch_rows


async def heal_access(hub: Hub) -> None:
    """Check every subscriber's access every CREDENTIAL_CHECK_INTERVAL. Runs until cancelled."""
    while True:
        await asyncio.sleep(conf.CREDENTIAL_CHECK_INTERVAL)
        await log_failure(check_access(hub))


async def check_access(hub: Hub) -> None:
    """End subscribers whose session, token or account has ended, and apply changed memberships. Raises Unavailable."""
    subscribers = [subscriber for of_user in hub.users.values() for subscriber in of_user]
    if not subscribers:
        return
    facts = await read(access_facts, {subscriber.credential for subscriber in subscribers})
    for subscriber in subscribers:
        user = facts.users.get(subscriber.user_id)
        if user is None or not user[1]:
            hub.end(subscriber, 4403)
        elif subscriber.credential in facts.ended:
            hub.end(subscriber, 4401)
        else:
            hub.set_hidden([subscriber], user[2])
            if user[0] != subscriber.access_version:
                await _update_access(hub, subscriber)
                subscriber.access_version = user[0]


async def _update_access(hub: Hub, subscriber: Subscriber) -> None:
    try:
        # A changed password ends sessions without deleting them.
        await read(require_live, subscriber.credential)
    except (Unauthenticated, Banned) as error:
        hub.end(subscriber, error.close or 4401)
    else:
        await _update_memberships(hub, subscriber.user_id)


async def _update_memberships(hub: Hub, user_id: int) -> None:
    changed = False
    while user_id in hub.users:
        before = hub.subscribed_rooms(user_id)
        rooms = _within_reach(hub, user_id, await read(rooms_of, user_id))
        if before == rooms.keys():
            break
        # A control that arrived during the read may be newer than its result: read again then, and after each change.
        if before == hub.subscribed_rooms(user_id):
            _apply_memberships(hub, user_id, before, rooms)
            changed = True
    for subscriber in list(hub.users.get(user_id, ())) if changed else ():
        subscriber.refresh()


def _within_reach(hub: Hub, user_id: int, rooms: dict[int, tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """Return the rooms that any of the user's connections may hear: a token may be bound to some of them."""
    credentials = [subscriber.credential for subscriber in hub.users.get(user_id, ())]
    return {room_id: at for room_id, at in rooms.items() if any(each.reaches(room_id) for each in credentials)}


def _apply_memberships(hub: Hub, user_id: int, before: set[int], rooms: dict[int, tuple[int, int]]) -> None:
    for room_id in before - rooms.keys():
        hub.leave_room(user_id, room_id)
    for room_id in rooms.keys() - before:
        hub.join_room(user_id, room_id, *rooms[room_id])


class AccessFacts:
    """The database's facts about a set of credentials.

    Attributes:
        users: User id to (access_version, is_active).
        ended: The credentials whose session or token no longer exists.
    """

    def __init__(self, credentials: set[Credential]) -> None:
        ids = {credential.user_id for credential in credentials}
        users = _rows_with("SELECT id, access_version, is_active, hides_presence FROM chat_user WHERE id", ids)
        self.users: dict[int, tuple[int, bool, bool]] = {
            pk: (version, bool(active), bool(hides)) for pk, version, active, hides in users
        }
        keys = {credential.session_key for credential in credentials if credential.session_key}
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        sessions = "SELECT session_key FROM django_session WHERE expire_date > %s AND session_key"
        live_keys = {key for (key,) in _rows_with(sessions, keys, now)}
        tokens = {credential.token_id for credential in credentials if credential.token_id}
        of_tokens = (
            "SELECT id FROM chat_apitoken WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > %s) AND id"
        )
        live_tokens = {pk for (pk,) in _rows_with(of_tokens, tokens, now)}
        self.ended = {
            credential
            for credential in credentials
            if (credential.session_key and credential.session_key not in live_keys)
            or (credential.token_id and credential.token_id not in live_tokens)
        }


def _rows_with(statement: str, wanted: Collection[int] | Collection[str], *values: Any) -> list[Any]:
    """Run a statement that ends with the column that has to have one of the `wanted` values."""
    if not wanted:
        return []
    condition, value = any_of(wanted)
    return fetch_rows(f"{statement} {condition}", *values, value)


def access_facts(credentials: set[Credential]) -> AccessFacts:
    """Read the facts about these credentials. Blocking."""
    return AccessFacts(credentials)


def rooms_of(user_id: int) -> dict[int, tuple[int, int]]:
    """Return a user's rooms, id to (rev, seq)."""
    rows = Membership.objects.filter(user_id=user_id).values_list("room_id", "room__last_rev", "room__last_seq")
    return {room_id: (rev, seq) for room_id, rev, seq in rows}
