"""The greeting without a socket; what is in it is tested in tests/queries/test_welcome.py."""

from chat import conf
from chat.executors import read
from chat.models import Installation
from chat.protocol.welcome import Welcome


async def test_it_is_the_welcome_of_a_socket(world, cyd):
    answer = await cyd.get("/welcome")
    assert answer.keys() == {field.alias for field in Welcome.model_fields.values()}
    assert (answer["user"]["username"], answer["protocol"], answer["heartbeatSeconds"]) == ("cyd", 1, 25)
    assert answer["epoch"] == str((await read(Installation.current)).epoch)
    assert {room["id"]: room["rev"] for room in answer["rooms"]} == {
        room.pk: room.last_rev for room in (world.den, world.kitchen)
    }


async def test_each_one_is_a_connection_of_its_own(world, cyd):
    assert (await cyd.get("/welcome"))["clientId"] != (await cyd.get("/welcome"))["clientId"]


async def test_a_full_process_greets_nobody_new(world, cyd, monkeypatch):
    monkeypatch.setattr(conf, "CONNECTIONS", 0)
    await cyd.refused(503, "unavailable", "GET", "/welcome")
    await cyd.refused(503, "unavailable", "POST", "/events", {"wait": 0})


async def test_nobody_is_not_greeted(nobody):
    await nobody.refused(401, "unauthenticated", "GET", "/welcome")
