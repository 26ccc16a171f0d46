"""`GET /welcome`. tests/queries/test_welcome.py tests its contents."""

from chat import conf
from chat.executors import read
from chat.models import Installation
from chat.protocol.welcome import Welcome


async def test_it_returns_the_welcome_of_a_socket(world, cyd):
    answer = await cyd.get("/welcome")
    assert answer.keys() == {field.alias for field in Welcome.model_fields.values()}
    assert (answer["user"]["username"], answer["protocol"], answer["heartbeatSeconds"]) == ("cyd", 1, 25)
    assert answer["epoch"] == str((await read(Installation.current)).epoch)
    assert {room["id"]: room["rev"] for room in answer["rooms"]} == {
        room.pk: room.last_rev for room in (world.den, world.kitchen)
    }


async def test_each_welcome_has_its_own_connection_id(world, cyd):
    assert (await cyd.get("/welcome"))["clientId"] != (await cyd.get("/welcome"))["clientId"]


async def test_a_full_process_refuses_new_clients(world, cyd, monkeypatch):
    monkeypatch.setattr(conf, "CONNECTIONS", 0)
    await cyd.refused(503, "unavailable", "GET", "/welcome")
    await cyd.refused(503, "unavailable", "POST", "/events", {"wait": 0})


async def test_the_welcome_needs_authentication(nobody):
    await nobody.refused(401, "unauthenticated", "GET", "/welcome")
