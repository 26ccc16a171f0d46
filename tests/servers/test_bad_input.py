"""Bad input over real sockets (table W, rows 16 and 20 to 40): it gets its error code, and the socket stays open."""

import json
import uuid

import pytest
from websockets.asyncio.client import connect as connect_offering

from tests.support.bad_frames import BAD_FRAMES
from tests.support.websocket_client import new_id

pytestmark = pytest.mark.usefixtures("server")


@pytest.fixture
def room(cast) -> int:
    return cast.room("kitchen")


@pytest.mark.parametrize(("frame", "code"), BAD_FRAMES)
async def test_a_bad_frame_gets_its_code_and_the_socket_stays_open(person, frame, code):
    client = await person("bob")
    await client.send(frame)
    answer = await client.wait(
        lambda: next((event for event in client.journal if event["type"] in {"error", "ack"}), None)
    )
    error = answer["data"] if answer["type"] == "error" else answer["data"]["error"]
    assert error["code"] == code
    await client.ping()


SEND = "chat:send"
WRONG_IDS = [None, -1, 0, 2**63, 2**64, "1", 1.0, 1.5, True, [], {}, "x" * 1_000]


def _row(row: int, name: str, type: str, data: dict, code: str) -> object:
    return pytest.param(type, data, code, id=f"W{row}-{name}")


BAD_COMMANDS = [
    _row(27, "lone-surrogate", SEND, {"content": "\ud800"}, "invalid"),
    _row(27, "reversed-pair", SEND, {"content": "\udc00\ud800"}, "invalid"),
    _row(27, "surrogate-emoji", "chat:react", {"messageId": 1, "emoji": "\ud800", "on": True}, "invalid"),
    _row(27, "surrogate-key", "sync", {"rev": 0, "\ud800": 1}, "invalid"),
    _row(28, "nul", SEND, {"content": "a\0b"}, "invalid"),
    _row(28, "escape", SEND, {"content": "a\x1b[31m"}, "invalid"),
    _row(28, "nul-emoji", "chat:react", {"messageId": 1, "emoji": "\0", "on": True}, "invalid"),
    _row(29, "empty", SEND, {"content": ""}, "invalid"),
    _row(29, "blank", SEND, {"content": " \n\t "}, "invalid"),
    _row(29, "zero-width", SEND, {"content": "\u200b"}, "invalid"),
    _row(29, "missing", SEND, {"content": None}, "invalid"),
    _row(29, "number", SEND, {"content": 7}, "invalid"),
    _row(30, "4001", SEND, {"content": "x" * 4_001}, "too_long"),
    _row(30, "4001-astral", SEND, {"content": "😀" * 4_001}, "too_long"),
    _row(30, "10000-marks", SEND, {"content": "a" + "\u0301" * 3_000}, "too_long"),
    *[_row(31, f"room-{json.dumps(id)[:12]}", "sync", {"roomId": id, "rev": 0}, "invalid") for id in WRONG_IDS],
    *[_row(31, f"send-{json.dumps(id)[:12]}", SEND, {"roomId": id}, "invalid") for id in WRONG_IDS],
    _row(31, "no-such-room", SEND, {"roomId": 2**63 - 1}, "not_found"),
    _row(31, "another's-room", SEND, {"roomId": "study"}, "not_found"),
    _row(31, "another's-room-sync", "sync", {"roomId": "study", "rev": 0}, "not_found"),
    _row(31, "another's-room-history", "history", {"roomId": "study"}, "not_found"),
    _row(31, "another's-room-join", "room:join", {"roomId": "study"}, "not_found"),
    _row(31, "another's-room-read", "read", {"roomId": "study", "seq": 1}, "not_found"),
    _row(31, "another's-room-typing", "typing:start", {"roomId": "study"}, "not_found"),
    _row(32, "slug", "room:join", {"roomId": "a room with spaces " * 10}, "invalid"),
    *[
        _row(34, f"client-id-{name}", SEND, {"clientId": value}, "invalid")
        for name, value in {
            "missing": None,
            "no-uuid": "x",
            "number": 7,
            "long": "x" * 60_000,
            "nul": "\0",
            "list": [str(uuid.uuid4())],
        }.items()
    ],
    _row(35, "negative", "sync", {"rev": -1}, "invalid"),
    _row(35, "string", "sync", {"rev": "1"}, "invalid"),
    _row(35, "float", "sync", {"rev": 1.0}, "invalid"),
    _row(35, "2^63", "sync", {"rev": 2**63}, "invalid"),
    _row(35, "limit", "sync", {"rev": 0, "limit": 501}, "invalid"),
    _row(35, "no-limit", "sync", {"rev": 0, "limit": 0}, "invalid"),
    _row(35, "history-limit", "history", {"limit": 101}, "invalid"),
    _row(35, "two-points", "history", {"before": 5, "after": 1}, "invalid"),
    _row(35, "history-negative", "history", {"before": -1}, "invalid"),
    _row(36, "negative", "read", {"seq": -1}, "invalid"),
    _row(36, "string", "read", {"seq": "1"}, "invalid"),
    _row(37, "no-such-message", "chat:edit", {"messageId": 2**63 - 1, "content": "x"}, "not_found"),
    _row(37, "no-such-delete", "chat:delete", {"messageId": 2**63 - 1}, "not_found"),
    _row(37, "system-line", "chat:edit", {"messageId": 1, "content": "x"}, "forbidden"),
    _row(25, "unknown-key", SEND, {"isStaff": True}, "invalid"),
    _row(25, "proto", SEND, {"__proto__": {"x": 1}}, "invalid"),
    _row(25, "server's-numbers", SEND, {"seq": 1}, "invalid"),
    _row(38, "presence", "presence", {"status": "invisible"}, "invalid"),
    _row(37, "reaction-blank", "chat:react", {"messageId": 1, "emoji": " ", "on": True}, "invalid"),
    _row(37, "reaction-long", "chat:react", {"messageId": 1, "emoji": "x" * 100, "on": True}, "invalid"),
    _row(37, "reaction-on", "chat:react", {"messageId": 1, "emoji": "👍", "on": 1}, "invalid"),
]

GOOD = {"content": "good", "clientId": "00000000-0000-4000-8000-000000000000"}
NEEDS_ROOM = {SEND, "sync", "history", "read"}


@pytest.mark.parametrize(("type", "data", "code"), BAD_COMMANDS)
async def test_a_bad_command_gets_its_code_and_the_socket_stays_open(person, cast, room, type, data, code):
    client = await person("bob")
    whole = ({"roomId": room} if type in NEEDS_ROOM else {}) | (GOOD if type == SEND else {}) | data
    if whole.get("roomId") == "study":
        whole["roomId"] = cast.room("study")
    assert await client.refused(type, **whole) == code
    await client.ping()
    assert client.events("chat:message") == []


async def test_a_bad_command_without_an_id_gets_an_error_event(person, room):
    client = await person("bob")
    await client.send({"type": "sync", "data": {"roomId": room, "rev": -1}})
    error = await client.expect("error", code="invalid")
    assert (error["fatal"], error["fields"].keys()) == (False, {"rev"})


async def test_w25_the_last_of_two_equal_keys_wins(person):
    client = await person("bob")
    await client.send('{"type":"chat:send","type":"ping","id":"x"}')
    await client.expect("pong")


async def test_w33_a_client_id_used_twice_is_one_message(person, room):
    client = await person("bob")
    client_id = new_id()
    first = await client.say(room, "one", clientId=client_id)
    assert await client.say(room, "two", clientId=client_id.upper()) == first | {"duplicate": True}


async def test_w36_a_read_mark_beyond_the_last_message_is_set_to_it(person, room):
    client = await person("bob")
    last = (await client.say(room))["seq"]
    assert (await client.command("read", roomId=room, seq=2**63 - 1))["readSeq"] == last


async def test_w37_messages_of_others_and_deleted_ones_cannot_be_changed(person, room):
    ada, bob = await person("ada"), await person("bob")
    hers = (await ada.say(room, "hers"))["messageId"]
    assert await bob.refused("chat:edit", messageId=hers, content="mine") == "forbidden"
    assert await bob.refused("chat:delete", messageId=hers) == "forbidden"
    await ada.command("chat:delete", messageId=hers)
    assert await ada.refused("chat:edit", messageId=hers, content="again") == "not_found"
    assert await ada.refused("chat:react", messageId=hers, emoji="👍", on=True) == "not_found"


async def test_w37_nothing_can_be_changed_in_a_room_after_leaving_it(person, cast):
    hall, eve = cast.room("hall"), await person("eve")
    await eve.command("room:join", roomId=hall)
    mine = (await eve.say(hall, "mine"))["messageId"]
    await eve.command("room:leave", roomId=hall)
    for type, data in {
        "chat:edit": {"content": "x"},
        "chat:delete": {},
        "chat:react": {"emoji": "👍", "on": True},
    }.items():
        assert await eve.refused(type, messageId=mine, **data) == "not_a_member"
    assert await eve.refused("chat:send", roomId=hall, content="x", clientId=new_id()) == "not_a_member"
    assert await eve.refused("typing:start", roomId=hall) == "not_a_member"


async def test_w38_a_client_that_sends_too_fast_is_told_when_to_retry(person, cast):
    client = await person("cy")
    hall = cast.room("hall")
    answers = [await client.start("chat:send", roomId=hall, content="x", clientId=new_id()) for _ in range(60)]
    acks = [(await answer)["data"] for answer in answers]
    refusals = [ack["error"] for ack in acks if not ack["success"]]
    assert len(acks) - len(refusals) >= 30
    assert {error["code"] for error in refusals} == {"rate_limited"}
    assert all(0 < error["retryAfterMs"] <= 1_000 for error in refusals)


async def test_w38_typing_fifty_times_a_second_is_announced_a_few_times(person, room):
    bob, cy = await person("bob"), await person("cy")
    await cy.command("watch", roomId=room)
    for _ in range(50):
        await bob.start("typing:start", roomId=room)
        await bob.start("typing:stop", roomId=room)
    await bob.ping()
    await bob.say(room, "done")
    await cy.expect("chat:message", content="done")
    assert 1 <= len(cy.events("typing:user")) <= 6


async def test_w39_joining_again_changes_nothing(person, room):
    client = await person("bob")
    entries = [(await client.command("room:join", roomId=room))["room"] for _ in range(2)]
    assert entries[0] == entries[1]


async def test_w40_only_ping_works_before_the_login_and_a_second_login_is_refused(connect, cast):
    client = await connect(greeted=False)
    for type in ("sync", "history", "chat:send", "room:join", "presence"):
        data = {"status": "away"} if type == "presence" else {"roomId": cast.room("kitchen"), "rev": 0}
        if type == "chat:send":
            data = {"roomId": 1, "content": "x", "clientId": new_id()}
        if type in {"history", "room:join"}:
            data = {"roomId": cast.room("kitchen")}
        assert await client.refused(type, **data) == "unauthenticated"
    await client.ping()
    await client.send({"type": "login", "data": {"token": cast.token("bob")}})
    await client.expect("welcome")
    assert await client.refused("login", token=cast.token("ada")) == "bad_frame"
    await client.ping()


async def test_w40_a_closed_session_answers_nothing(connect, cast):
    client = await connect(greeted=False)
    for _ in range(10):
        await client.send("{oops")
    assert await client.closed() == 1008
    errors = [error["code"] for error in client.events("error")]
    assert errors[:10] == ["bad_json"] * 10
    assert client.events("error")[-1]["fatal"] is True


async def test_bad_frames_that_are_not_in_a_row_do_not_close(person):
    client = await person("bob")
    for _ in range(25):
        await client.send("{oops")
        await client.ping()


@pytest.mark.parametrize("length", [65_537, 70_000, 900_000])
async def test_w16_a_frame_over_64_kib_closes_with_1009(person, length):
    client = await person("bob")
    await client.send('{"type":"ping","data":"' + "x" * length + '"}')
    assert await client.closed() == 1009


async def test_a_frame_of_64_kib_is_accepted(person):
    client = await person("bob")
    frame = json.dumps({"type": "ping", "data": ""})
    await client.send(json.dumps({"type": "ping", "data": "x" * (65_536 - len(frame))}))
    await client.expect("pong")


async def test_no_socket_is_compressed(server, cast):
    """So no frame grows when it is unpacked, and what a stranger writes cannot give away what is next to it."""
    address = f"{server.url.replace('http', 'ws', 1)}/ws/"
    headers = {"Authorization": f"Bearer {cast.token('bob')}"}
    async with connect_offering(address, compression="deflate", additional_headers=headers) as socket:
        assert socket.response is not None
        assert "Sec-WebSocket-Extensions" not in socket.response.headers
        assert json.loads(await socket.recv())["type"] == "welcome"
