"""The driver runs commands in order and welcomes users. With a real database and without a socket."""

import asyncio
import json
import threading
import uuid

import pytest

from chat import conf
from chat.actions.messages import messages
from chat.actions.people import tokens, users
from chat.actions.rooms import memberships, rooms
from chat.delivery import open_rooms
from chat.delivery.hub import hub
from chat.errors import Unauthenticated, Unavailable
from chat.executors import read, submit_write, write
from chat.models import Message
from chat.protocol.messages.commands import Read, Sync
from chat.protocol.messages.events import ReadAck
from chat.queries import welcome
from chat.realtime import background
from chat.realtime import driver as module
from chat.realtime.driver import Driver
from chat.realtime.handlers import HANDLERS
from tests.support.factories import create_room, create_user
from tests.support.waiting import let_tasks_run, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db):
    ada, bob = create_user("ada"), create_user("bob")
    return ada, bob, create_room(ada, bob)


@pytest.fixture
def logged_in(connected):
    """Creates drivers of a user who has logged in and got a welcome."""

    async def log_in(user, *, welcomed: bool = True, **limits):
        background.start()
        connection, peer = connected()
        driver = Driver(connection)
        connection.open()
        _, secret = await write(tokens.issue, user=user, **limits)
        await give(driver, "login", token=secret)
        if welcomed:
            await peer.expect("welcome")
        return driver, peer

    return log_in


@pytest.fixture
def two_commands_at_once(monkeypatch):
    """Two commands are run immediately, and the next one after an hour."""
    monkeypatch.setattr(conf, "COMMAND_RATE", 0)
    monkeypatch.setattr(conf, "COMMAND_BURST", 2)
    monkeypatch.setattr(conf, "PACE_PAUSE", 3_600)


async def give(driver: Driver, type: str, id: str | None = None, **data: object) -> None:
    await driver.receive_frame(json.dumps({"type": type, "data": data, **({"id": id} if id else {})}))


def sending(room, content: str = "Hello") -> dict[str, object]:
    return {"roomId": room.pk, "content": content, "clientId": str(uuid.uuid4())}


async def ids_of_acks(peer, count: int) -> list[str]:
    return [(await peer.expect("ack"))["id"] for _ in range(count)]


async def test_a_login_gets_a_welcome_and_the_events_of_its_rooms(logged_in, cast):
    ada, bob, room = cast
    driver, peer = await logged_in(ada)
    assert driver.connection.rooms == {room.pk}
    await write(messages.send, by=bob, room_id=room.pk, content="Hi", client_id=uuid.uuid4())
    assert (await peer.expect("chat:message"))["data"]["content"] == "Hi"


async def test_a_wrong_token_gets_an_error_and_4401(connected, cast):
    connection, peer = connected()
    driver = Driver(connection)
    connection.open()
    await give(driver, "login", token="cs_wrong")
    assert await peer.closed() == 4401
    assert peer.events[-1]["data"]["code"] == "unauthenticated"


@pytest.mark.parametrize("at", ["by_secret", "room_ids", "greetings"])
async def test_a_database_that_does_not_answer_during_the_login_closes_with_1013(connected, cast, monkeypatch, at):
    def fail(*args: object) -> None:
        raise Unavailable

    connection, peer = connected()
    driver = Driver(connection)
    connection.open()
    _, secret = await write(tokens.issue, user=cast[0])
    monkeypatch.setattr(module if at == "by_secret" else welcome, at, fail)
    await give(driver, "login", token=secret)
    assert await peer.closed() == 1013
    assert hub.users == {}


async def test_a_token_revoked_during_the_login_gets_no_welcome(connected, cast, monkeypatch):
    ada, _, _ = cast
    token, secret = await write(tokens.issue, user=ada)
    attach = hub.attach

    async def attach_late(connection, rooms):
        await write(tokens.revoke, by=ada, token_id=token.pk)  # Its control reaches no connection yet.
        await attach(connection, rooms)

    monkeypatch.setattr(hub, "attach", attach_late)
    connection, peer = connected()
    connection.open()
    await give(Driver(connection), "login", token=secret)
    assert await peer.closed() == 4401
    assert "welcome" not in peer.types
    assert hub.users == {}


async def test_no_message_is_lost_between_attaching_and_the_welcome(connected, cast, monkeypatch):
    ada, bob, room = cast
    background.start()
    greetings = welcome.greetings
    sent = []

    def speak(content: str) -> None:
        outcome = messages.send(by=bob, room_id=room.pk, content=content, client_id=uuid.uuid4())
        sent.append(outcome.rev)

    def greet(*args):
        speak("before the snapshot")
        result = greetings(*args)
        speak("after the snapshot")
        return result

    monkeypatch.setattr(welcome, "greetings", greet)
    connection, peer = connected()
    _, secret = await write(tokens.issue, user=ada)
    await give(Driver(connection), "login", token=secret)
    entry = (await peer.expect("welcome"))["data"]["rooms"][0]
    assert entry["rev"] == sent[0]
    assert (await peer.expect("chat:message"))["data"]["rev"] == sent[1]


async def test_acks_keep_the_order_of_the_commands_while_sends_overlap(logged_in, cast):
    ada, _, room = cast
    driver, peer = await logged_in(ada)
    release = threading.Event()
    submit_write(release.wait)  # Keeps the writer thread busy.
    for number in range(5):
        await give(driver, "chat:send", f"s{number}", **sending(room, f"message {number}"))
    assert "ack" not in peer.types
    threading.Timer(0.01, release.set).start()
    await give(driver, "sync", "after", roomId=room.pk, rev=0)
    assert await ids_of_acks(peer, 6) == ["s0", "s1", "s2", "s3", "s4", "after"]
    contents = await read(
        lambda: list(Message.objects.filter(author=ada, kind="message").values_list("content", flat=True))
    )
    assert sorted(contents) == [f"message {number}" for number in range(5)]


async def test_the_ack_comes_after_the_event_and_after_the_commit(logged_in, cast):
    ada, _, room = cast
    driver, peer = await logged_in(ada)
    await give(driver, "chat:send", "s", **sending(room))
    await wait_until(lambda: "ack" in peer.types)
    assert peer.types.index("chat:message") < peer.types.index("ack")
    assert await read(Message.objects.filter(pk=peer.events[-1]["data"]["messageId"]).exists)


async def test_the_number_of_sends_in_flight_is_limited(logged_in, cast, monkeypatch):
    monkeypatch.setattr(conf, "SENDS_IN_FLIGHT", 3)
    ada, _, room = cast
    driver, _ = await logged_in(ada)
    release = threading.Event()
    submit_write(release.wait)
    for _ in range(3):
        await give(driver, "chat:send", **sending(room))
    fourth = asyncio.ensure_future(give(driver, "chat:send", **sending(room)))
    await let_tasks_run()
    assert not fourth.done()
    release.set()
    await fourth


async def test_a_read_mark_that_is_done_makes_no_room_for_another_send(logged_in, cast, monkeypatch):
    monkeypatch.setattr(conf, "SENDS_IN_FLIGHT", 3)
    ada, _, room = cast
    driver, _ = await logged_in(ada)
    marked, release = asyncio.get_running_loop().create_future(), threading.Event()

    async def mark_later(context, command):
        return marked

    monkeypatch.setitem(HANDLERS, Read, mark_later)
    submit_write(release.wait)
    await give(driver, "read", roomId=room.pk, seq=1)
    for _ in range(3):
        await give(driver, "chat:send", **sending(room))
    fourth = asyncio.ensure_future(give(driver, "chat:send", **sending(room)))
    await let_tasks_run()
    marked.set_result(ReadAck(read_seq=1, unread=0, mentions=0))
    await let_tasks_run()
    assert not fourth.done()
    release.set()
    await fourth


async def test_changes_overlap_and_keep_their_order(logged_in, cast):
    ada, _, room = cast
    sent = await write(messages.send, by=ada, room_id=room.pk, content="one", client_id=uuid.uuid4())
    driver, peer = await logged_in(ada)
    release = threading.Event()
    submit_write(release.wait)
    await give(driver, "chat:send", "a", **sending(room))
    await give(driver, "chat:edit", "b", messageId=sent.message_id, content="two")
    await give(driver, "chat:react", "c", messageId=sent.message_id, emoji="👍", on=True)
    await give(driver, "chat:edit", "d", messageId=sent.message_id, content="three")
    await give(driver, "chat:delete", "e", messageId=sent.message_id)
    release.set()
    await wait_until(lambda: peer.types.count("ack") == 5)
    assert [event["id"] for event in peer.events if event["type"] == "ack"] == ["a", "b", "c", "d", "e"]
    revs = [event["data"]["rev"] for event in peer.events if event["type"] in {"chat:message", "chat:changed"}]
    assert revs == list(range(sent.rev + 1, sent.rev + 6))


async def test_other_commands_wait_for_the_changes_in_flight(logged_in, cast):
    ada, _, room = cast
    sent = await write(messages.send, by=ada, room_id=room.pk, content="one", client_id=uuid.uuid4())
    driver, peer = await logged_in(ada)
    release = threading.Event()
    submit_write(release.wait)
    await give(driver, "chat:edit", "a", messageId=sent.message_id, content="two")
    synced = asyncio.ensure_future(give(driver, "sync", "b", roomId=room.pk, rev=0))
    await let_tasks_run()
    assert not synced.done()
    release.set()
    await synced
    assert await ids_of_acks(peer, 2) == ["a", "b"]


async def test_a_client_that_sends_commands_too_fast_is_slowed_down(logged_in, cast, two_commands_at_once):
    ada, _, room = cast
    driver, peer = await logged_in(ada)
    for id in "ab":
        await give(driver, "sync", id, roomId=room.pk, rev=0)
    third = asyncio.ensure_future(give(driver, "sync", "c", roomId=room.pk, rev=0))
    assert await ids_of_acks(peer, 2) == ["a", "b"]
    await let_tasks_run()
    assert not third.done()
    third.cancel()


async def test_the_connections_of_a_person_share_one_rate_and_others_have_their_own(
    logged_in, cast, two_commands_at_once
):
    ada, bob, room = cast
    drivers = [await logged_in(ada) for _ in range(3)]
    for driver, peer in drivers[:2]:
        await give(driver, "sync", "a", roomId=room.pk, rev=0)
        await peer.expect("ack")
    third = asyncio.ensure_future(give(drivers[2][0], "sync", "a", roomId=room.pk, rev=0))
    other, peer = await logged_in(bob)
    await give(other, "sync", "a", roomId=room.pk, rev=0)
    await peer.expect("ack")
    assert not third.done()
    third.cancel()


async def test_only_refused_sends_count_as_commands(logged_in, cast, two_commands_at_once):
    ada, _, room = cast
    driver, peer = await logged_in(ada)
    for id in "abcd":
        await give(driver, "chat:send", id, **sending(room))
    await ids_of_acks(peer, 4)
    for id in "efg":
        await give(driver, "chat:send", id, **sending(room) | {"roomId": room.pk + 1})
        await peer.expect("ack")
    late = asyncio.ensure_future(give(driver, "chat:send", "h", **sending(room)))
    await let_tasks_run()
    assert not late.done()
    late.cancel()


async def test_a_client_that_does_not_read_its_answers_gets_no_more(logged_in, cast):
    ada, _, room = cast
    driver, peer = await logged_in(ada)
    peer.reads.clear()
    driver.connection.enqueue(json.dumps({"type": "x" * (conf.OUTBOX_BYTES // 2)}))
    asking = asyncio.ensure_future(give(driver, "sync", "a", roomId=room.pk, rev=0))
    await let_tasks_run()
    assert not asking.done()
    peer.reads.set()
    await asking
    assert await ids_of_acks(peer, 1) == ["a"]


async def test_a_refused_send_does_not_affect_the_others(logged_in, cast):
    ada, _, room = cast
    driver, peer = await logged_in(ada)
    await give(driver, "chat:send", "good", **sending(room))
    await give(driver, "chat:send", "blank", **sending(room, " \n"))
    await give(driver, "chat:send", "nowhere", roomId=room.pk + 99, content="x", clientId=str(uuid.uuid4()))
    await give(driver, "sync", "end", roomId=room.pk, rev=0)
    acks = {}
    while "end" not in acks:
        ack = await peer.expect("ack")
        acks[ack["id"]] = ack["data"].get("error", {}).get("code")
    assert acks == {"good": None, "blank": "invalid", "nowhere": "not_found", "end": None}


async def test_a_handler_that_raises_fails_only_its_command(logged_in, cast, monkeypatch, caplog):
    async def broken(context, command):
        raise ZeroDivisionError

    monkeypatch.setitem(HANDLERS, Sync, broken)
    driver, peer = await logged_in(cast[0])
    await give(driver, "sync", "c", roomId=1, rev=0)
    assert (await peer.expect("ack"))["data"]["error"]["code"] == "unavailable"
    await give(driver, "ping")
    await peer.expect("pong")
    assert "ZeroDivisionError" in caplog.text


async def test_commands_of_a_closing_connection_are_ignored(logged_in, cast):
    ada, _, room = cast
    driver, peer = await logged_in(ada)
    peer.reads.clear()  # The close waits until the peer reads again.
    driver.connection.end(4401)
    await give(driver, "chat:send", "late", **sending(room))
    await give(driver, "ping")
    peer.reads.set()
    assert await peer.closed() == 4401
    assert not await read(Message.objects.filter(author=ada, kind="message").exists)
    assert peer.types == ["error"]


async def test_a_connection_that_missed_a_change_of_rooms_gets_a_new_welcome(logged_in, cast):
    ada, _, room = cast
    driver, peer = await logged_in(ada)
    driver.connection.refresh()
    assert [entry["id"] for entry in (await peer.expect("welcome"))["data"]["rooms"]] == [room.pk]


async def test_a_connection_is_closed_if_its_new_welcome_fails(logged_in, cast, monkeypatch):
    def fail(*args: object) -> None:
        raise Unauthenticated

    driver, peer = await logged_in(cast[0])
    monkeypatch.setattr(welcome, "greetings", fail)
    driver.connection.refresh()
    assert await peer.closed() == 4401


async def test_a_disconnect_ends_the_typing_indicator_and_detaches(logged_in, cast):
    ada, bob, room = cast
    driver, _ = await logged_in(ada)
    watching, watcher = await logged_in(bob)
    await give(watching, "watch", "w", roomId=room.pk)
    await give(driver, "typing:start", "t", roomId=room.pk)
    assert (await watcher.expect("typing:user"))["data"]["username"] == "ada"
    driver.disconnected()
    await watcher.expect("typing:stopped")
    assert ada.pk not in hub.users


async def test_a_removed_member_gets_no_more_events_of_the_room(logged_in, cast):
    ada, bob, room = cast
    _, peer = await logged_in(bob)
    await write(memberships.remove, by=ada, room_id=room.pk, user_id=bob.pk)
    await write(messages.send, by=ada, room_id=room.pk, content="without bob", client_id=uuid.uuid4())
    await write(users.update_profile, by=bob, display_name="Bob")
    await peer.expect("room:removed")
    await let_tasks_run()
    assert "chat:message" not in peer.types


async def test_errors_are_in_the_language_of_the_user(cast, logged_in):
    ada, _, _ = cast
    await write(users.update_profile, by=ada, language="zh-hans")
    driver, peer = await logged_in(ada)
    await give(driver, "room:join", "c1", roomId=999_999)
    ack = await peer.expect("ack")
    assert ack["data"]["error"] == {"code": "not_found", "message": "没有这个房间。"}
    driver.connection.end(4403)
    await peer.closed()
    assert peer.events[-1]["data"]["message"] == "账号已停用。"


async def test_a_watch_is_answered_and_followed_by_the_events(logged_in, cast):
    ada, bob, room = cast
    driver, peer = await logged_in(ada)
    other, _ = await logged_in(bob)
    await wait_until(lambda: module.presence.status_of(bob.pk) == "online")
    await give(driver, "watch", "w", userIds=[bob.pk, 999_999], roomId=room.pk)
    assert (await peer.expect("ack"))["data"] == {
        "success": True,
        "people": [
            {"userId": bob.pk, "status": "online", "lastSeenAt": None},
            {"userId": 999_999, "status": "offline", "lastSeenAt": None},
        ],
        "online": 2,
    }
    await give(other, "presence", status="away")
    assert (await peer.expect("presence"))["data"]["status"] == "away"
    await give(other, "watch", "w", roomId=room.pk + 99)
    await write(memberships.leave, by=bob, room_id=room.pk)
    assert (await peer.expect("room:online"))["data"] == {"roomId": room.pk, "count": 1}


async def test_people_who_share_no_room_any_more_do_not_hear_of_each_other(logged_in, cast):
    ada, bob, room = cast
    (watching, watcher), (leaving, leaver) = await logged_in(ada), await logged_in(bob)
    await give(watching, "watch", "w", userIds=[bob.pk], roomId=room.pk)
    await give(leaving, "watch", "w", userIds=[ada.pk])
    await write(memberships.leave, by=bob, room_id=room.pk)
    for peer, user in ((watcher, bob), (leaver, ada)):
        told = {"userId": user.pk, "status": "offline", "lastSeenAt": None}
        await wait_until(lambda peer=peer, told=told: told in [event["data"] for event in peer.events])
    assert not {watching.connection} & set(hub.watches.watchers(bob.pk))
    assert not {leaving.connection} & set(hub.watches.watchers(ada.pk))


async def test_a_refused_watch_changes_nothing(logged_in, cast, monkeypatch):
    ada, bob, room = cast
    other = await write(create_room, ada, name="Other")
    driver, peer = await logged_in(ada)
    await give(driver, "watch", "w1", userIds=[bob.pk], roomId=room.pk)
    await peer.expect("ack")
    await give(driver, "watch", "w2", userIds=[], roomId=room.pk + 99)
    assert (await peer.expect("ack"))["data"]["error"]["code"] == "not_found"
    await give(driver, "watch", "w3", userIds=[*range(1, conf.WATCHED_PEOPLE + 2)])
    assert (await peer.expect("ack"))["data"]["error"]["code"] == "invalid"
    assert set(hub.watches.watchers(bob.pk)) == set(hub.watches.with_room_open(room.pk)) == {driver.connection}

    async def fail(*args: object) -> None:
        raise Unavailable

    monkeypatch.setattr(open_rooms, "read", fail)
    await give(driver, "watch", "w4", roomId=other.pk)
    assert (await peer.expect("ack"))["data"]["error"]["code"] == "unavailable"
    assert set(hub.watches.watchers(bob.pk)) == set(hub.watches.with_room_open(room.pk)) == {driver.connection}
    assert hub.watches.rooms.keys() == {room.pk}


async def test_the_welcome_names_the_peers_of_direct_rooms_and_their_presence_follows(logged_in, cast):
    ada, bob, _ = cast
    cyd = await write(create_user, "cyd")
    await write(rooms.open_direct, by=ada, user_ids=[cyd.pk])
    driver, _ = await logged_in(cyd)
    await logged_in(bob)
    await wait_until(lambda: {cyd.pk, bob.pk} <= module.presence.people.keys())
    _, peer = await logged_in(ada, welcomed=False)
    assert [each["userId"] for each in (await peer.expect("welcome"))["data"]["people"]] == [cyd.pk]
    await give(driver, "presence", status="away")
    assert (await peer.expect("presence"))["data"] == {"userId": cyd.pk, "status": "away", "lastSeenAt": None}


# --- Tokens with limits


async def test_a_token_without_the_scope_gives_no_command_of_it(cast, logged_in):
    ada, _, room = cast
    driver, peer = await logged_in(ada, scopes=["read"])
    await give(driver, "sync", "1", roomId=room.pk, rev=0)
    assert "error" not in (await peer.expect("ack"))["data"]
    for type, data in {
        "chat:send": sending(room),
        "read": {"roomId": room.pk, "seq": 1},
        "typing:start": {"roomId": room.pk},
        "room:leave": {"roomId": room.pk},
    }.items():
        await give(driver, type, "2", **data)
        assert (await peer.expect("ack"))["data"]["error"]["code"] == "forbidden", type
    assert await read(room.memberships.count) == 2
    assert not await read(lambda: Message.objects.filter(content="Hello").exists())


async def test_a_token_that_may_not_read_opens_no_socket(cast, logged_in):
    driver, peer = await logged_in(cast[0], welcomed=False, scopes=["write", "admin"])
    assert (await peer.expect("error"))["data"]["code"] == "forbidden"
    assert await peer.closed() == 1008
    assert driver.connection not in hub.users.get(cast[0].pk, ())


async def test_only_a_token_for_moderators_deletes_what_others_wrote(cast, logged_in):
    ada, bob, room = cast
    sent = await write(messages.send, by=bob, room_id=room.pk, content="Hello", client_id=uuid.uuid4())
    for scopes, ok in ((["read", "write"], False), (["read", "write", "moderate"], True)):
        driver, peer = await logged_in(ada, scopes=scopes)
        await give(driver, "chat:delete", "1", messageId=sent.message_id)
        assert ("error" not in (await peer.expect("ack"))["data"]) is ok


async def test_a_bound_token_knows_only_its_rooms(cast, logged_in):
    ada, bob, room = cast
    other = await read(lambda: create_room(ada, bob, name="Pantry"))
    foreign = await write(messages.send, by=bob, room_id=other.pk, content="Hello", client_id=uuid.uuid4())
    driver, peer = await logged_in(ada, welcomed=False, room_ids=[room.pk])
    assert [entry["id"] for entry in (await peer.expect("welcome"))["data"]["rooms"]] == [room.pk]
    for type, data, code in (
        ("sync", {"roomId": other.pk, "rev": 0}, "not_found"),
        ("chat:send", sending(other), "not_found"),
        ("chat:react", {"messageId": foreign.message_id, "emoji": "👍", "on": True}, "not_found"),
        ("watch", {"userIds": [bob.pk]}, "forbidden"),
    ):
        await give(driver, type, "1", **data)
        assert (await peer.expect("ack"))["data"]["error"]["code"] == code, type
    await write(messages.send, by=bob, room_id=other.pk, content="Hello", client_id=uuid.uuid4())
    await write(messages.send, by=bob, room_id=room.pk, content="Here", client_id=uuid.uuid4())
    assert (await peer.expect("chat:message"))["data"]["roomId"] == room.pk
