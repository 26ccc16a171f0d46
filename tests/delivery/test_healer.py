"""What the hub was not told, it reads: here every announcement is lost."""

import asyncio
import uuid

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from chat import conf
from chat.access import Credential, SessionStore
from chat.actions.messages import messages, reactions
from chat.actions.people import tokens, users
from chat.actions.rooms import memberships
from chat.delivery import announce, healer
from chat.delivery.announce import to_room
from chat.delivery.announcements import Frame
from chat.delivery.healer import check_access, frames_since, heal_access, heal_once, heal_rooms, rooms_of
from chat.delivery.hub import Hub
from chat.errors import Unavailable
from chat.executors import read, write
from chat.models import Room
from tests.delivery.conftest import Ear
from tests.support.factories import create_room, create_user
from tests.support.waiting import let_tasks_run, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("alone")]


@pytest.fixture(autouse=True)
def lost(monkeypatch):
    """No announcement arrives; and the moment that they are given to arrive in is over at once."""
    monkeypatch.setattr(announce.hub, "publish", lambda announcements: None)
    monkeypatch.setattr(conf, "REORDER_WAIT", 0)


@pytest.fixture
def cast(transactional_db):
    ada, bob = create_user("ada"), create_user("bob")
    return ada, bob, create_room(ada, bob)


async def say(user, room, content="Hello"):
    return await write(messages.send, by=user, room_id=room.pk, content=content, client_id=uuid.uuid4())


async def listen(hub: Hub, user, credential: Credential | None = None) -> Ear:
    """A connection with a fresh snapshot."""
    await read(user.refresh_from_db)
    ear = Ear(hub, user.pk, credential, user.access_version)
    snapshot = await read(rooms_of, user.pk)
    await hub.attach(ear, list(snapshot))
    hub.align(ear, snapshot)
    return ear


def summary(ear: Ear) -> list[tuple[str, int, str]]:
    return [(event["type"], event["data"]["rev"], event["data"]["content"]) for event in ear.take()]


# --- Rooms


async def test_what_was_missed_is_delivered_new_or_changed_and_only_once(hub, cast):
    ada, bob, room = cast
    old = await say(ada, room, "old")
    ear = await listen(hub, bob)
    new = await say(ada, room, "new")
    await write(messages.edit, by=ada, message_id=old.message_id, content="edited")
    await heal_once(hub)
    assert summary(ear) == [("chat:message", new.rev, "new"), ("chat:changed", new.rev + 1, "edited")]
    await heal_once(hub)
    assert summary(ear) == []


async def test_a_message_that_was_written_and_changed_unheard_is_new_and_told_as_it_is_now(hub, cast):
    ada, bob, room = cast
    ear = await listen(hub, bob)
    sent = await say(ada, room, "draft")
    await write(messages.edit, by=ada, message_id=sent.message_id, content="final")
    await write(reactions.react, by=bob, message_id=sent.message_id, emoji="👍", on=True)
    await heal_once(hub)
    assert summary(ear) == [("chat:message", sent.rev + 2, "final")]


async def test_a_deleted_text_is_not_brought_back(hub, cast):
    ada, bob, room = cast
    sent = await say(ada, room, "secret")
    ear = await listen(hub, bob)
    await write(messages.delete, by=ada, message_id=sent.message_id)
    await heal_once(hub)
    assert summary(ear) == [("chat:changed", sent.rev + 1, "")]


async def test_what_waited_behind_the_hole_follows_it(hub, cast):
    ada, bob, room = cast
    ear = await listen(hub, bob)
    first = await say(ada, room, "lost")
    second = await say(ada, room, "heard early")
    [frame] = await read(frames_since, room.pk, first.rev, first.seq)
    hub.receive(to_room(room.pk, frame))
    assert summary(ear) == []
    await heal_once(hub)
    hub.receive(to_room(room.pk, frame))
    assert summary(ear) == [("chat:message", first.rev, "lost"), ("chat:message", second.rev, "heard early")]


async def test_an_announcement_that_comes_after_the_healing_is_not_repeated(hub, cast):
    ada, bob, room = cast
    ear = await listen(hub, bob)
    sent = await say(ada, room)
    frames = await read(frames_since, room.pk, sent.rev - 1, sent.seq - 1)
    await heal_once(hub)
    hub.receive(to_room(room.pk, *frames))
    assert summary(ear) == [("chat:message", sent.rev, "Hello")]


async def test_of_very_much_only_the_newest_is_delivered_and_the_hole_shows(hub, cast, monkeypatch):
    monkeypatch.setattr(conf, "SYNC_LIMIT", 3)
    ada, bob, room = cast
    ear = await listen(hub, bob)
    revs = [(await say(ada, room)).rev for _ in range(7)]
    await heal_once(hub)
    assert [rev for _, rev, _ in summary(ear)] == revs[-3:]
    later = await say(ada, room, "later")
    await heal_once(hub)
    assert summary(ear) == [("chat:message", later.rev, "later")]


async def test_every_room_behind_is_healed_with_one_look_at_their_revs(hub, cast, monkeypatch):
    ada, bob, room = cast
    other = await write(create_room, ada, bob, name="Hall")
    ear = await listen(hub, bob)
    looks = []
    look = healer.room_revs
    monkeypatch.setattr(healer, "room_revs", lambda ids: looks.append(ids) or look(ids))
    for each in (room, other):
        await say(ada, each, each.name)
    await heal_once(hub)
    assert {content for _, _, content in summary(ear)} == {"Kitchen", "Hall"}
    assert len(looks) == 1


async def test_a_room_that_was_left_and_entered_again_meanwhile_is_not_told_what_its_snapshot_has(
    hub, cast, monkeypatch
):
    ada, bob, room = cast
    gone = await listen(hub, bob)
    await say(ada, room)
    later = []

    async def read_slowly(function, *args):
        result = await read(function, *args)
        if function is frames_since:
            hub.detach(gone)
            later.append(await listen(hub, bob))
        return result

    monkeypatch.setattr(healer, "read", read_slowly)
    await heal_once(hub)
    assert summary(later[0]) == []


async def test_a_gap_is_looked_into_at_once(hub, cast, monkeypatch):
    monkeypatch.setattr(conf, "HEAL_INTERVAL", 3600)
    ada, bob, room = cast
    ear = await listen(hub, bob)
    task = asyncio.get_running_loop().create_task(heal_rooms(hub))
    await let_tasks_run()
    await say(ada, room, "lost")
    hub.gap_seen(room.pk)
    await wait_until(lambda: ear.texts)
    task.cancel()
    assert [content for _, _, content in summary(ear)] == ["lost"]


@pytest.mark.parametrize(("worker", "work"), [(heal_rooms, "heal_once"), (heal_access, "check_access")])
async def test_healing_outlives_every_failure(hub, monkeypatch, caplog, worker, work):
    monkeypatch.setattr(conf, "HEAL_INTERVAL", 0)
    monkeypatch.setattr(conf, "CREDENTIAL_CHECK_INTERVAL", 0)
    failures = [Unavailable(), ZeroDivisionError(), None]
    done = asyncio.Event()

    async def fail(hub: Hub) -> None:
        failure = failures.pop(0) if failures else None
        if failure is not None:
            raise failure
        done.set()

    monkeypatch.setattr(healer, work, fail)
    task = asyncio.get_running_loop().create_task(worker(hub))
    await asyncio.wait_for(done.wait(), 5)
    task.cancel()
    assert "does not answer" in caplog.text
    assert "could not heal" in caplog.text


# --- Access


def session_of(user) -> Credential:
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), "any"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return Credential(user.pk, session_key=session.session_key)


def token_of(user) -> Credential:
    return Credential(user.pk, token_id=tokens.issue(user=user)[0].pk)


async def test_nothing_changed_means_nothing_happens(hub, cast):
    _, bob, _ = cast
    ears = [await listen(hub, bob, await read(make, bob)) for make in (session_of, token_of)]
    await check_access(hub)
    assert [(ear.code, ear.resumed) for ear in ears] == [(None, 0)] * 2


async def test_a_revoked_token_ends_its_connections_and_no_other(hub, cast):
    _, bob, _ = cast
    session, revoked, kept = [await read(make, bob) for make in (session_of, token_of, token_of)]
    ears = [await listen(hub, bob, credential) for credential in (session, revoked, revoked, kept)]
    await write(tokens.revoke, by=bob, token_id=revoked.token_id)
    await check_access(hub)
    assert [ear.code for ear in ears] == [None, 4401, 4401, None]


async def test_a_deleted_session_ends_its_connections_and_no_other(hub, cast):
    _, bob, _ = cast
    gone, kept = [await read(session_of, bob) for _ in range(2)]
    ears = [await listen(hub, bob, credential) for credential in (gone, gone, kept)]
    await write(SessionStore(gone.session_key).delete)
    await check_access(hub)
    assert [ear.code for ear in ears] == [4401, 4401, None]


async def test_a_changed_password_ends_the_other_sessions_and_not_the_tokens(hub, cast):
    _, bob, _ = cast
    ears = [await listen(hub, bob, await read(make, bob)) for make in (session_of, token_of)]

    def change() -> None:
        bob.set_password("another horse battery")
        bob.save()
        users.password_changed(user=bob, keep_session=None)

    await write(change)
    await check_access(hub)
    assert [ear.code for ear in ears] == [4401, None]


async def test_who_was_deactivated_is_put_out(hub, cast):
    ada, bob, _ = cast
    await write(lambda: type(ada).objects.filter(pk=ada.pk).update(is_staff=True, is_superuser=True))
    await read(ada.refresh_from_db)
    ears = [await listen(hub, bob, await read(make, bob)) for make in (session_of, token_of)]
    await write(users.deactivate, by=ada, user_id=bob.pk)
    await check_access(hub)
    assert [ear.code for ear in ears] == [4403, 4403]


async def test_a_membership_that_ended_unheard_is_followed_and_the_client_greeted_anew(hub, cast):
    ada, bob, room = cast
    credential = await read(token_of, bob)
    tabs = [await listen(hub, bob, credential) for _ in range(2)]
    await write(memberships.remove, by=ada, room_id=room.pk, user_id=bob.pk)
    await check_access(hub)
    hub.receive(to_room(room.pk, Frame('{"type":"hello"}')))
    assert [(tab.rooms, tab.take(), tab.resumed >= 1) for tab in tabs] == [(set(), [], True)] * 2


async def test_a_membership_that_began_unheard_is_followed_from_now_on(hub, cast):
    ada, bob, _ = cast
    hall = await write(create_room, ada, name="Hall")
    ear = await listen(hub, bob, await read(token_of, bob))
    await write(memberships.join, by=bob, room_id=hall.pk)
    await check_access(hub)
    assert (hall.pk in ear.rooms, ear.resumed) == (True, 1)
    ear.take()
    sent = await say(ada, hall, "to the hall")
    await heal_once(hub)
    assert summary(ear) == [("chat:message", sent.rev, "to the hall")]
    await check_access(hub)
    assert ear.resumed == 1


@pytest.mark.parametrize("known", [True, False])
async def test_an_order_that_comes_while_the_database_is_read_is_not_undone(hub, cast, monkeypatch, known):
    """Bob is put out of a room that the hub lets him hear (`known`), or that it has missed his coming into."""
    ada, bob, kitchen = cast
    ear = await listen(hub, bob, await read(token_of, bob))
    hall = await write(create_room, ada, name="Hall")
    await write(memberships.join, by=bob, room_id=hall.pk)
    room, looks = kitchen if known else hall, []

    async def read_slowly(function, *args):
        result = await read(function, *args)
        if function is rooms_of and not looks:
            looks.append(True)
            await write(memberships.remove, by=ada, room_id=room.pk, user_id=bob.pk)
            hub.leave(bob.pk, room.pk)
        return result

    monkeypatch.setattr(healer, "read", read_slowly)
    await check_access(hub)
    assert looks
    assert room.pk not in ear.rooms


async def test_a_process_that_serves_nobody_asks_nothing(hub, monkeypatch):
    async def read_nothing(*args: object) -> None:
        raise AssertionError("asked")

    monkeypatch.setattr(healer, "read", read_nothing)
    await check_access(hub)


async def test_the_numbers_the_healer_compares_are_the_rooms_own(cast):
    ada, _, room = cast
    sent = await say(ada, room)
    assert await read(healer.room_revs, [room.pk, 10**9]) == {room.pk: sent.rev}
    fresh = await read(Room.objects.get, pk=room.pk)
    assert await read(rooms_of, ada.pk) == {room.pk: (fresh.last_rev, fresh.last_seq)}
