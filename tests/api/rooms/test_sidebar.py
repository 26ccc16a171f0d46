"""One's own sidebar over REST."""

import pytest

NOTHING = {"sections": [], "collapsed": [], "hideRead": False}


async def test_a_section_is_made_filled_renamed_and_deleted(world, cyd, ada):
    made = await cyd.post("/sidebar/sections", {"name": "Work"})
    path = f"/sidebar/sections/{made['id']}"
    moved = await cyd.patch(f"/rooms/{world.den.pk}", {"section": made["id"], "notify": "none"})
    assert (moved["section"], moved["favourite"], moved["notify"]) == (made["id"], False, "none")
    assert await cyd.patch(path, {"name": "Day job", "place": 0}) == {"id": made["id"], "name": "Day job"}
    assert (await cyd.get("/sidebar"))["sections"] == [{"id": made["id"], "name": "Day job"}]
    assert await ada.get("/sidebar") == NOTHING
    await cyd.delete(path, 204)
    assert await cyd.get("/sidebar") == NOTHING
    assert (await cyd.get(f"/rooms/{world.den.pk}"))["section"] == 0


async def test_a_room_is_a_favourite_until_it_is_none(world, cyd, ada):
    path = f"/rooms/{world.den.pk}"
    assert (await cyd.patch(path, {"favourite": True}))["favourite"] is True
    assert (await ada.get(path))["favourite"] is False
    assert (await cyd.patch(path, {"favourite": False}))["favourite"] is False


async def test_rooms_are_put_in_order(world, cyd):
    ids = [world.kitchen.pk, world.den.pk]
    assert await cyd.put("/sidebar/order", {"roomIds": ids}) == {"places": {str(ids[0]): 1, str(ids[1]): 2}}
    assert {room["id"]: room["place"] for room in (await cyd.get("/rooms"))["rooms"]} == {ids[0]: 1, ids[1]: 2}


async def test_what_is_closed_and_hidden_is_part_of_the_greeting(world, cyd):
    shown = await cyd.patch("/sidebar", {"collapsed": ["rooms"], "hideRead": True})
    assert shown == {"sections": [], "collapsed": ["rooms"], "hideRead": True}
    assert (await cyd.get("/welcome"))["user"]["sidebar"] == shown


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("POST", "/sidebar/sections", {"name": " "}, "name"),
        ("POST", "/sidebar/sections", {"name": 7}, "name"),
        ("PATCH", "/sidebar", {"collapsed": ["attic"]}, "collapsed"),
        ("PATCH", "/sidebar", {"hideRead": "yes"}, "hideRead"),
        ("PUT", "/sidebar/order", {"roomIds": []}, "roomIds"),
    ],
)
async def test_a_bad_value_is_refused_at_its_field(world, cyd, method, path, body, field):
    error = await cyd.refused(400, "invalid", method, path, body)
    assert {name.split(".")[0] for name in error["fields"]} == {field}


async def test_what_is_not_there_is_refused(world, cyd):
    await cyd.refused(404, "not_found", "PATCH", "/sidebar/sections/5", {"name": "x"})
    await cyd.refused(404, "not_found", "PATCH", f"/rooms/{world.den.pk}", {"section": 5})
    await cyd.refused(404, "not_found", "PUT", "/sidebar/order", {"roomIds": [99_999]})
    await cyd.delete("/sidebar/sections/5", 204)
