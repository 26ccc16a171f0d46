"""Changes made over REST are announced like changes made over a socket."""

import pytest

from chat.executors import write
from tests.support.recording_connection import connect_recorder

UUID = "3f2b8f0e-6d0c-4c55-9a53-0a4c1e8f3a11"
LINE = "chat:message"


@pytest.mark.parametrize(
    "request_, body, heard",
    [
        ("POST /rooms/{room}/messages", {"content": "x", "clientId": UUID}, [LINE]),
        ("PATCH /messages/{own}", {"content": "x"}, ["chat:changed"]),
        ("DELETE /messages/{message}", None, ["chat:changed"]),
        ("PUT /messages/{message}/reactions/%E2%9C%85", None, ["chat:changed"]),
        ("PATCH /rooms/{room}", {"name": "Attic"}, [LINE, "room:updated"]),
        ("PATCH /rooms/{room}", {"archived": True}, [LINE, "room:updated"]),
        ("POST /rooms/{room}/members", {"userId": "{eve}"}, [LINE, "room:user-joined"]),
        ("DELETE /rooms/{room}/members/{cyd}", None, [LINE, "room:user-left"]),
        ("PATCH /rooms/{room}/members/{cyd}", {"role": "moderator"}, []),
        ("PATCH /rooms/{room}", {"notify": "none"}, []),
        ("PUT /rooms/{room}/read", {"seq": 1, "unread": True}, []),
    ],
)
async def test_a_change_is_announced_before_the_response(world, ada, request_, body, heard):
    message, own = await write(world.message, world.den), await write(world.message, world.den, world.ada)
    ben = await connect_recorder(world.ben)
    facts = {"room": world.den.pk, "message": message.pk, "own": own.pk, "cyd": world.cyd.pk}
    if body == {"userId": "{eve}"}:
        body = {"userId": world.eve.pk}
    method, path = request_.format(**facts).split()
    assert (await ada.ask(method, path, body)).status_code < 300
    assert ben.heard() == heard


@pytest.mark.parametrize(
    "path, body, heard",
    [("/rooms/{}", {"notify": "none"}, ["room:updated"]), ("/rooms/{}/read", {"seq": 1, "unread": True}, ["read"])],
)
async def test_personal_changes_are_announced_to_the_users_devices(world, ada, path, body, heard):
    tab = await connect_recorder(world.ada)
    method = "PUT" if path.endswith("read") else "PATCH"
    assert (await ada.ask(method, path.format(world.den.pk), body)).status_code == 200
    assert tab.heard() == heard


async def test_a_conversation_is_announced_to_both(world, ada):
    both = [await connect_recorder(world.ada), await connect_recorder(world.ben)]
    await ada.post("/directs", {"userIds": [world.ben.pk]})
    assert [person.heard() for person in both] == [["room:added", LINE, *["room:user-joined"] * 2]] * 2


async def test_a_refused_request_announces_nothing(world, cyd):
    message = await write(world.message, world.den, world.ada)
    ben = await connect_recorder(world.ben)
    await cyd.refused(403, "forbidden", "PATCH", f"/messages/{message.pk}", {"content": "x"})
    assert ben.heard() == []
