"""Missed changes of access are read from the database. Here every announcement is lost."""

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from chat.access import Credential
from chat.access.credentials import SessionStore
from chat.actions.people import sessions, status, tokens, users
from chat.actions.rooms import memberships
from chat.delivery import announce
from chat.delivery.announce import to_room
from chat.delivery.announcements import Frame
from chat.delivery.healing import access as module
from chat.delivery.healing.access import check_access, rooms_of
from chat.delivery.healing.rooms import heal_once
from chat.executors import read, write
from chat.models import ApiToken, Room
from tests.delivery.healing.conftest import listen, say, summary
from tests.support.factories import create_room

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("alone", "announcements_lost"),
]


def session_of(user) -> Credential:
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), "any"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return Credential(user.pk, session_key=session.session_key)


def token_of(user) -> Credential:
    return Credential(user.pk, token_id=tokens.issue(user=user)[0].pk)


async def test_unchanged_access_changes_nothing(hub, cast):
    _, bob, _ = cast
    subscribers = [await listen(hub, bob, await read(make, bob)) for make in (session_of, token_of)]
    await check_access(hub)
    assert [(subscriber.code, subscriber.refreshes) for subscriber in subscribers] == [(None, 0)] * 2


async def test_a_revoked_token_ends_only_its_own_subscribers(hub, cast):
    _, bob, _ = cast
    session, revoked, kept = [await read(make, bob) for make in (session_of, token_of, token_of)]
    subscribers = [await listen(hub, bob, credential) for credential in (session, revoked, revoked, kept)]
    await write(tokens.revoke, by=bob, token_id=revoked.token_id)
    await check_access(hub)
    assert [subscriber.code for subscriber in subscribers] == [None, 4401, 4401, None]


async def test_a_deleted_session_ends_only_its_own_subscribers(hub, cast):
    _, bob, _ = cast
    gone, kept = [await read(session_of, bob) for _ in range(2)]
    subscribers = [await listen(hub, bob, credential) for credential in (gone, gone, kept)]
    await write(SessionStore(gone.session_key).delete)
    await check_access(hub)
    assert [subscriber.code for subscriber in subscribers] == [4401, 4401, None]


async def test_a_changed_password_ends_sessions_and_tokens(hub, cast):
    _, bob, _ = cast
    subscribers = [await listen(hub, bob, await read(make, bob)) for make in (session_of, token_of)]

    def change() -> None:
        bob.set_password("another horse battery")
        bob.save()
        sessions.end_other_sessions(user=bob, keep_session=None)

    await write(change)
    await check_access(hub)
    assert [subscriber.code for subscriber in subscribers] == [4401, 4401]


async def test_an_expired_token_ends_its_subscribers(hub, cast):
    _, bob, _ = cast
    subscribers = [await listen(hub, bob, await read(token_of, bob)) for _ in range(2)]
    expired = subscribers[0].credential.token_id
    await write(lambda: ApiToken.objects.filter(pk=expired).update(expires_at=timezone.now()))
    await check_access(hub)
    assert [subscriber.code for subscriber in subscribers] == [4401, None]


async def test_a_bound_token_stays_in_its_rooms_when_memberships_change(hub, cast):
    ada, bob, room = cast
    bound = Credential(bob.pk, token_id=(await read(token_of, bob)).token_id, rooms=frozenset({room.pk}))
    subscriber = await listen(hub, bob, bound)
    await write(create_room, ada, bob, name="Pantry")
    await check_access(hub)
    assert subscriber.rooms == {room.pk}


async def test_deactivating_a_user_ends_all_of_their_subscribers(hub, cast):
    ada, bob, _ = cast
    await write(lambda: type(ada).objects.filter(pk=ada.pk).update(is_staff=True, is_superuser=True))
    await read(ada.refresh_from_db)
    subscribers = [await listen(hub, bob, await read(make, bob)) for make in (session_of, token_of)]
    await write(users.deactivate, by=ada, user_id=bob.pk)
    await check_access(hub)
    assert [subscriber.code for subscriber in subscribers] == [4403, 4403]


async def test_a_missed_removal_unsubscribes_and_refreshes_every_tab(hub, cast):
    ada, bob, room = cast
    credential = await read(token_of, bob)
    tabs = [await listen(hub, bob, credential) for _ in range(2)]
    await write(memberships.remove, by=ada, room_id=room.pk, user_id=bob.pk)
    await check_access(hub)
    hub.deliver(to_room(room.pk, Frame('{"type":"hello"}')))
    assert [(tab.rooms, tab.pop_events(), tab.refreshes >= 1) for tab in tabs] == [(set(), [], True)] * 2


async def test_a_missed_join_subscribes_and_refreshes_once(hub, cast):
    ada, bob, _ = cast
    hall = await write(create_room, ada, name="Hall")
    subscriber = await listen(hub, bob, await read(token_of, bob))
    await write(memberships.join, by=bob, room_id=hall.pk)
    await check_access(hub)
    assert (hall.pk in subscriber.rooms, subscriber.refreshes) == (True, 1)
    subscriber.pop_events()
    sent = await say(ada, hall, "to the hall")
    await heal_once(hub)
    assert summary(subscriber) == [("chat:message", sent.rev, "to the hall")]
    await check_access(hub)
    assert subscriber.refreshes == 1


@pytest.mark.parametrize("known", [True, False])
async def test_a_control_that_arrives_during_the_read_is_not_undone(hub, cast, monkeypatch, known):
    """Bob is removed from a room that the hub knows he is in (`known`), or whose join it has missed."""
    ada, bob, kitchen = cast
    subscriber = await listen(hub, bob, await read(token_of, bob))
    hall = await write(create_room, ada, name="Hall")
    await write(memberships.join, by=bob, room_id=hall.pk)
    room, reads = kitchen if known else hall, []

    async def read_slowly(function, *args):
        result = await read(function, *args)
        if function is rooms_of and not reads:
            reads.append(True)
            await write(memberships.remove, by=ada, room_id=room.pk, user_id=bob.pk)
            hub.leave_room(bob.pk, room.pk)
        return result

    monkeypatch.setattr(module, "read", read_slowly)
    await check_access(hub)
    assert reads
    assert room.pk not in subscriber.rooms


async def test_a_process_without_subscribers_does_not_query(hub, monkeypatch):
    async def read_nothing(*args: object) -> None:
        raise AssertionError("asked")

    monkeypatch.setattr(module, "read", read_nothing)
    await check_access(hub)


async def test_rooms_are_read_with_their_rev_and_seq(cast):
    ada, _, room = cast
    await say(ada, room)
    fresh = await read(Room.objects.get, pk=room.pk)
    assert await read(rooms_of, ada.pk) == {room.pk: (fresh.last_rev, fresh.last_seq)}


async def test_a_join_that_arrives_after_the_healer_saw_the_leave_is_ignored(hub, cast, monkeypatch):
    """Bob joins and is removed; the healer finds out first. Without its version the join would never be undone."""
    ada, bob, _ = cast
    hall = await write(create_room, ada, name="Hall")
    subscriber = await listen(hub, bob, await read(token_of, bob))
    late = []
    with monkeypatch.context() as kept:
        kept.setattr(announce.hub, "publish", late.extend)
        await write(memberships.join, by=bob, room_id=hall.pk)
    await write(memberships.remove, by=ada, room_id=hall.pk, user_id=bob.pk)
    await check_access(hub)
    for announcement in late:
        hub.deliver(announcement)
    await check_access(hub)
    hub.deliver(to_room(hall.pk, Frame('{"type":"hello"}')))
    assert hall.pk not in subscriber.rooms
    assert subscriber.pop_events("hello") == []


async def test_a_lost_wish_to_hide_is_found(hub, cast):
    _, bob, _ = cast
    subscriber = await listen(hub, bob, await read(session_of, bob))
    for hidden in (True, False):
        await write(status.hide_presence, by=bob, hidden=hidden)
        await check_access(hub)
        assert (subscriber.hides_presence, subscriber.code, subscriber.refreshes) == (hidden, None, 0)
