"""Commands carried out in order, and who is greeted when. With a real database and no socket."""

import asyncio
import json
import threading
import uuid

import pytest

from chat import conf
from chat.actions.messages import messages
from chat.actions.people import tokens, users
from chat.actions.rooms import memberships
from chat.delivery.hub import hub
from chat.errors import Unauthenticated, Unavailable
from chat.executors import post, read, write
from chat.models import Message
from chat.protocol.messages.commands import Sync
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
    """Makes drivers of a user, greeted."""

    async def log_in(user, *, greeted: bool = True):
        background.start()
        connection, peer = connected()
        driver = Driver(connection)
        connection.open()
        _, secret = await write(tokens.issue, user=user)
        await say(driver, "login", token=secret)
        if greeted:
            await peer.expect("welcome")
        return driver, peer

    return log_in


@pytest.fixture
def two_commands_at_once(monkeypatch):
    """And then none for an hour."""
    monkeypatch.setattr(conf, "COMMAND_RATE", 0)
    monkeypatch.setattr(conf, "COMMAND_BURST", 2)
    monkeypatch.setattr(conf, "PACE_PAUSE", 3_600)


async def say(driver: Driver, type: str, id: str | None = None, **data: object) -> None:
    await driver.receive(json.dumps({"type": type, "data": data, **({"id": id} if id else {})}))


def sending(room, content: str = "Hello") -> dict[str, object]:
    return {"roomId": room.pk, "content": content, "clientId": str(uuid.uuid4())}


async def ids_of_acks(peer, count: int) -> list[str]:
    return [(await peer.expect("ack"))["id"] for _ in range(count)]


async def test_a_login_is_greeted_and_hears_its_rooms(logged_in, cast):
    ada, bob, room = cast
    driver, peer = await logged_in(ada)
    assert driver.connection.rooms == {room.pk}
    await write(messages.send, by=bob, room_id=room.pk, content="Hi", client_id=uuid.uuid4())
    assert (await peer.expect("chat:message"))["data"]["content"] == "Hi"


async def test_a_wrong_token_is_told_so_and_closed_with_4401(connected, cast):
    connection, peer = connected()
    driver = Driver(connection)
    connection.open()
    await say(driver, "login", token="cs_wrong")
    assert await peer.closed() == 4401
    assert peer.events[-1]["data"]["code"] == "unauthenticated"


@pytest.mark.parametrize("at", ["by_secret", "room_ids", "greetings"])
async def test_a_store_that_does_not_answer_during_the_login_closes_with_1013(connected, cast, monkeypatch, at):
    def fail(*args: object) -> None:
        raise Unavailable

    connection, peer = connected()
    driver = Driver(connection)
    connection.open()
    _, secret = await write(tokens.issue, user=cast[0])
    monkeypatch.setattr(module if at == "by_secret" else welcome, at, fail)
    await say(driver, "login", token=secret)
    assert await peer.closed() == 1013
    assert hub.users == {}


async def test_a_token_that_is_revoked_while_its_connection_joins_is_noticed_at_once(connected, cast, monkeypatch):
    ada, _, _ = cast
    token, secret = await write(tokens.issue, user=ada)
    attach = hub.attach

    async def attach_late(connection, rooms):
        await write(tokens.revoke, by=ada, token_id=token.pk)  # Nobody listens to the order yet.
        await attach(connection, rooms)

    monkeypatch.setattr(hub, "attach", attach_late)
    connection, peer = connected()
    connection.open()
    await say(Driver(connection), "login", token=secret)
    assert await peer.closed() == 4401
    assert "welcome" not in peer.types
    assert hub.users == {}


async def test_between_joining_and_the_snapshot_nothing_is_lost(connected, cast, monkeypatch):
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
    await say(Driver(connection), "login", token=secret)
    entry = (await peer.expect("welcome"))["data"]["rooms"][0]
    assert entry["rev"] == sent[0]
    assert (await peer.expect("chat:message"))["data"]["rev"] == sent[1]


async def test_acks_come_in_the_order_of_the_commands_though_sends_overlap(logged_in, cast):
    ada, _, room = cast
    driver, peer = await logged_in(ada)
    release = threading.Event()
    post(release.wait)  # The writer is busy: nothing is stored yet.
    for number in range(5):
        await say(driver, "chat:send", f"s{number}", **sending(room, f"message {number}"))
    assert "ack" not in peer.types
    threading.Timer(0.01, release.set).start()
    await say(driver, "sync", "after", roomId=room.pk, rev=0)
    assert await ids_of_acks(peer, 6) == ["s0", "s1", "s2", "s3", "s4", "after"]
    contents = await read(
        lambda: list(Message.objects.filter(author=ada, kind="message").values_list("content", flat=True))
    )
    assert sorted(contents) == [f"message {number}" for number in range(5)]


async def test_the_event_is_there_before_the_ack_and_the_ack_after_the_commit(logged_in, cast):
    ada, _, room = cast
    driver, peer = await logged_in(ada)
    await say(driver, "chat:send", "s", **sending(room))
    await wait_until(lambda: "ack" in peer.types)
    assert peer.types.index("chat:message") < peer.types.index("ack")
    assert await read(Message.objects.filter(pk=peer.events[-1]["data"]["messageId"]).exists)


async def test_no_more_sends_are_under_way_than_allowed(logged_in, cast, monkeypatch):
    monkeypatch.setattr(conf, "SENDS_IN_FLIGHT", 3)
    ada, _, room = cast
    driver, _ = await logged_in(ada)
    release = threading.Event()
    post(release.wait)
    for _ in range(3):
        await say(driver, "chat:send", **sending(room))
    fourth = asyncio.ensure_future(say(driver, "chat:send", **sending(room)))
    await let_tasks_run()
    assert not fourth.done()
    release.set()
    await fourth


async def test_who_gives_commands_too_fast_is_heard_more_slowly(logged_in, cast, two_commands_at_once):
    ada, _, room = cast
    driver, peer = await logged_in(ada)
    for id in "ab":
        await say(driver, "sync", id, roomId=room.pk, rev=0)
    third = asyncio.ensure_future(say(driver, "sync", "c", roomId=room.pk, rev=0))
    assert await ids_of_acks(peer, 2) == ["a", "b"]
    await let_tasks_run()
    assert not third.done()
    third.cancel()


async def test_a_refused_send_counts_as_a_command_and_a_stored_one_does_not(logged_in, cast, two_commands_at_once):
    ada, _, room = cast
    driver, peer = await logged_in(ada)
    for id in "abcd":
        await say(driver, "chat:send", id, **sending(room))
    await ids_of_acks(peer, 4)
    for id in "efg":
        await say(driver, "chat:send", id, **sending(room) | {"roomId": room.pk + 1})
        await peer.expect("ack")
    late = asyncio.ensure_future(say(driver, "chat:send", "h", **sending(room)))
    await let_tasks_run()
    assert not late.done()
    late.cancel()


async def test_who_does_not_read_its_answers_gets_no_further_one(logged_in, cast):
    ada, _, room = cast
    driver, peer = await logged_in(ada)
    peer.reads.clear()
    driver.connection.put(json.dumps({"type": "x" * (conf.OUTBOX_BYTES // 2)}))
    asking = asyncio.ensure_future(say(driver, "sync", "a", roomId=room.pk, rev=0))
    await let_tasks_run()
    assert not asking.done()
    peer.reads.set()
    await asking
    assert await ids_of_acks(peer, 1) == ["a"]


async def test_a_send_that_is_refused_is_refused_alone(logged_in, cast):
    ada, _, room = cast
    driver, peer = await logged_in(ada)
    await say(driver, "chat:send", "good", **sending(room))
    await say(driver, "chat:send", "blank", **sending(room, " \n"))
    await say(driver, "chat:send", "nowhere", roomId=room.pk + 99, content="x", clientId=str(uuid.uuid4()))
    await say(driver, "sync", "end", roomId=room.pk, rev=0)
    acks = {}
    while "end" not in acks:
        ack = await peer.expect("ack")
        acks[ack["id"]] = ack["data"].get("error", {}).get("code")
    assert acks == {"good": None, "blank": "invalid", "nowhere": "not_found", "end": None}


async def test_a_handler_that_breaks_costs_its_command_and_nothing_else(logged_in, cast, monkeypatch, caplog):
    async def broken(context, command):
        raise ZeroDivisionError

    monkeypatch.setitem(HANDLERS, Sync, broken)
    driver, peer = await logged_in(cast[0])
    await say(driver, "sync", "c", roomId=1, rev=0)
    assert (await peer.expect("ack"))["data"]["error"]["code"] == "unavailable"
    await say(driver, "ping")
    await peer.expect("pong")
    assert "ZeroDivisionError" in caplog.text


async def test_who_is_being_thrown_out_is_not_obeyed_any_more(logged_in, cast):
    ada, _, room = cast
    driver, peer = await logged_in(ada)
    peer.reads.clear()  # The close is on its way for as long as the peer likes.
    driver.connection.end(4401)
    await say(driver, "chat:send", "late", **sending(room))
    await say(driver, "ping")
    peer.reads.set()
    assert await peer.closed() == 4401
    assert not await read(Message.objects.filter(author=ada, kind="message").exists)
    assert peer.types == ["error"]


async def test_who_missed_a_change_of_rooms_is_greeted_again(logged_in, cast):
    ada, _, room = cast
    driver, peer = await logged_in(ada)
    driver.connection.resume()
    assert [entry["id"] for entry in (await peer.expect("welcome"))["data"]["rooms"]] == [room.pk]


async def test_who_cannot_be_greeted_again_starts_anew(logged_in, cast, monkeypatch):
    def fail(*args: object) -> None:
        raise Unauthenticated

    driver, peer = await logged_in(cast[0])
    monkeypatch.setattr(welcome, "greetings", fail)
    driver.connection.resume()
    assert await peer.closed() == 4401


async def test_who_goes_stops_typing_and_is_forgotten(logged_in, cast):
    ada, bob, room = cast
    driver, _ = await logged_in(ada)
    _, watcher = await logged_in(bob)
    await say(driver, "typing:start", "t", roomId=room.pk)
    assert (await watcher.expect("typing:user"))["data"]["username"] == "ada"
    driver.disconnected()
    await watcher.expect("typing:stopped")
    assert ada.pk not in hub.users


async def test_who_was_put_out_of_a_room_hears_nothing_of_it_after_that(logged_in, cast):
    ada, bob, room = cast
    _, peer = await logged_in(bob)
    await write(memberships.remove, by=ada, room_id=room.pk, user_id=bob.pk)
    await write(messages.send, by=ada, room_id=room.pk, content="without bob", client_id=uuid.uuid4())
    await write(users.update_profile, by=bob, display_name="Bob")
    await peer.expect("room:removed")
    await let_tasks_run()
    assert "chat:message" not in peer.types


async def test_a_connection_speaks_the_language_of_its_user(cast, logged_in):
    ada, _, _ = cast
    await write(users.update_profile, by=ada, language="zh-hans")
    driver, peer = await logged_in(ada)
    await say(driver, "room:join", "c1", roomId=999_999)
    ack = await peer.expect("ack")
    assert ack["data"]["error"] == {"code": "not_found", "message": "没有这个房间。"}
    driver.connection.end(4403)
    await peer.closed()
    assert peer.events[-1]["data"]["message"] == "账号已停用。"
