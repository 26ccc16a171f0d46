"""Long-polling over HTTP. tests/realtime tests what a poll waits for."""

import asyncio
import threading
from uuid import uuid4

import pytest
from asgiref.testing import ApplicationCommunicator
from django.core.asgi import get_asgi_application

from chat import conf
from chat.actions.messages import messages, reactions
from chat.delivery.hub import hub
from chat.executors import write
from chat.realtime import long_poll


def named(*rooms) -> str:
    return ",".join(f"{room.pk}:{room.last_rev}" for room in rooms)


async def test_changes_are_answered_immediately(world, cyd):
    message = await write(world.message, world.den, world.ada)
    answer = await cyd.get(f"/events?rooms={named(world.den, world.kitchen)}")
    assert [room["id"] for room in answer["rooms"]] == [world.den.pk]
    assert answer["rooms"][0]["unread"] == 1
    changes = answer["changes"][str(world.den.pk)]
    assert [item["id"] for item in changes["messages"]] == [message.pk]
    assert (changes["rev"], changes["more"], changes["reset"]) == (message.rev, False, False)


async def test_without_changes_the_poll_is_empty_after_the_wait(world, cyd):
    answer = await cyd.get(f"/events?rooms={named(world.den, world.kitchen)}&wait=0")
    assert answer == {"rooms": [], "changes": {}, "gone": []}


async def test_a_change_during_the_wait_ends_the_poll(world, cyd, wait_for_poll):
    message = await write(world.message, world.den)
    rooms = f"{world.den.pk}:{message.rev},{named(world.kitchen)}"
    answer = asyncio.create_task(cyd.get(f"/events?rooms={rooms}"))
    await wait_for_poll()
    await write(reactions.react, by=world.ada, message_id=message.pk, emoji="👍", on=True)
    changes = (await answer)["changes"][str(world.den.pk)]
    assert changes["messages"][0]["reactions"] == [{"emoji": "👍", "userIds": [world.ada.pk]}]


@pytest.mark.parametrize(
    "rooms",
    [
        "7",
        "7:",
        ":7",
        "7:1,",
        ",7:1",
        "7:1;9:2",
        "7:-1",
        "-7:1",
        "7:x",
        "7:1:2",
        "7:1,7:2",
        "7: 1",
        "٣:1",
        f"7:{2**63}",
        "7:" + "9" * 5000,
        ",".join(f"{n}:1" for n in range(1, 202)),
    ],
)
async def test_malformed_revs_are_refused(world, cyd, rooms):
    error = await cyd.refused(400, "invalid", "GET", f"/events?rooms={rooms}&wait=0")
    assert error["fields"].keys() == {"rooms"}


async def test_two_hundred_rooms_may_be_named(world, cyd):
    answer = await cyd.get("/events?wait=0&rooms=" + ",".join(f"{n}:1" for n in range(10**6, 10**6 + 200)))
    assert len(answer["gone"]) == 200


@pytest.mark.parametrize("wait", ["-1", "26", "x", "1.5", ""])
async def test_an_invalid_wait_is_refused(world, cyd, wait):
    error = await cyd.refused(400, "invalid", "GET", f"/events?wait={wait}")
    assert error["fields"].keys() == {"wait"}


async def test_too_many_polls_are_rate_limited(world, cyd, ada, wait_for_poll):
    rooms = named(world.den, world.kitchen)
    polls = []
    for _ in range(conf.POLLS_PER_USER):
        polls.append(asyncio.create_task(cyd.get(f"/events?rooms={rooms}")))
        await wait_for_poll()
    response = await cyd.ask("GET", f"/events?rooms={rooms}")
    assert (response.status_code, response["Retry-After"]) == (429, "1")
    assert (await ada.ask("GET", f"/events?rooms={rooms}&wait=0")).status_code == 200
    await write(world.message, world.den, world.ada)
    assert [bool(answer["rooms"]) for answer in await asyncio.gather(*polls)] == [True] * conf.POLLS_PER_USER
    assert (await cyd.ask("GET", "/events?wait=0")).status_code == 200


async def test_a_body_can_name_many_rooms(world, cyd):
    rooms = {str(number): [1] for number in range(10**6, 10**6 + 3000)}
    answer = await cyd.post("/events", {"rooms": rooms, "wait": 0}, status=200)
    assert len(answer["gone"]) == 3000
    assert {room["id"] for room in answer["rooms"]} == {world.den.pk, world.kitchen.pk}


async def test_a_changed_read_position_ends_a_poll_that_names_it(world, cyd, wait_for_poll):
    message = await write(world.message, world.den, world.ada)
    rooms = {str(world.den.pk): [message.rev, message.seq - 1], str(world.kitchen.pk): [world.kitchen.last_rev]}
    answer = asyncio.create_task(cyd.post("/events", {"rooms": rooms, "status": "away"}, status=200))
    listener = await wait_for_poll()
    assert (listener.user_id, listener.status) == (world.cyd.pk, "away")
    await cyd.put(f"/rooms/{world.den.pk}/read", {"seq": message.seq})
    found = await answer
    assert [(room["id"], room["unread"]) for room in found["rooms"]] == [(world.den.pk, 0)]
    assert found["changes"] == {str(world.den.pk): {"messages": [], "rev": message.rev, "more": False, "reset": False}}


async def test_changed_reminders_and_scheduled_messages_end_a_poll_that_names_them(world, cyd):
    rooms = {str(room.pk): [room.last_rev] for room in (world.den, world.kitchen)}
    answer = await cyd.post("/events", {"rooms": rooms, "later": {}}, status=200)
    known = {"scheduled": 0, "refused": [], "reminders": 0, "due": []}
    assert answer["later"] == {**known, "notifications": []}
    answer = await cyd.post("/events", {"rooms": rooms, "later": known, "wait": 0}, status=200)
    assert answer == {"rooms": [], "changes": {}, "gone": []}


@pytest.mark.parametrize(
    "body",
    [
        {"wait": 26},
        {"later": {"due": 3}},
        {"later": {"sent": 1}},
        {"wait": "1"},
        {"rooms": {"7": "41"}},
        {"status": "offline"},
    ],
)
async def test_a_body_of_another_shape_is_refused(world, cyd, body):
    await cyd.refused(400, "invalid", "POST", "/events", body)


class Site:
    """Django's real ASGI handler, which the test client bypasses."""

    def __init__(self, path: str, query: str, headers: dict[str, str]) -> None:
        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": query.encode(),
            "headers": [(b"host", b"localhost"), *((key.encode(), value.encode()) for key, value in headers.items())],
        }
        self.peer = ApplicationCommunicator(get_asgi_application(), scope)

    async def begin(self) -> None:
        await self.peer.send_input({"type": "http.request", "body": b"", "more_body": False})


@pytest.fixture
def site(world, cyd):
    return Site("/api/v1/events", f"rooms={named(world.den, world.kitchen)}", cyd.headers)


async def test_a_client_that_disconnects_ends_its_poll(world, site, wait_for_poll):
    await site.begin()
    listener = await wait_for_poll()
    assert hub.users[world.cyd.pk] == {listener}
    await site.peer.send_input({"type": "http.disconnect"})
    await site.peer.wait()
    assert world.cyd.pk not in hub.users
    assert hub.topics == {}
    assert long_poll._polls == {}


async def test_a_waiting_poll_holds_no_thread(world, site, wait_for_poll):
    before = set(threading.enumerate())
    await site.begin()
    await wait_for_poll()
    # Our thread pools have names. The threads that asgiref starts for a request have none.
    own = [item for item in set(threading.enumerate()) - before if item.name.startswith("ThreadPoolExecutor")]
    for thread in own:
        await asyncio.to_thread(thread.join, 5)
    assert [thread.name for thread in own if thread.is_alive()] == []
    await write(messages.send, by=world.ada, room_id=world.den.pk, content="x", client_id=uuid4())
    start = await site.peer.receive_output(10)
    assert start["status"] == 200


async def test_a_poll_with_a_watch_answers_who_is_here(world, cyd):
    rooms = {str(room.pk): [room.last_rev] for room in (world.den, world.kitchen)}
    watch = {"userIds": [world.ada.pk], "roomId": world.den.pk}
    answer = (await cyd.ask("POST", "/events", {"rooms": rooms, "wait": 0, "watch": watch})).json()
    assert [person["userId"] for person in answer["people"]] == [world.ada.pk]
    assert answer["online"] == 1  # The asker is here.
    for code, refused in ((404, {"roomId": world.den.pk + 99}), (400, {"userIds": [*range(1, 202)]})):
        await cyd.refused(code, "not_found" if code == 404 else "invalid", "POST", "/events", {"watch": refused})
