import pytest

from chat import conf


async def test_a_conversation_is_made_once_and_found_afterwards(world, cyd, ada):
    made = await cyd.post("/directs", {"userIds": [world.ada.pk]})
    assert (made["kind"], made["peer"]["username"], made["role"]) == ("direct", "ada", "member")
    found = await ada.post("/directs", {"userIds": [world.cyd.pk]}, status=200)
    assert (found["id"], found["peer"]["username"]) == (made["id"], "cyd")


async def test_several_people_have_one_conversation(world, cyd):
    ids = [world.ada.pk, world.ben.pk]
    made = await cyd.post("/directs", {"userIds": ids})
    assert [person["username"] for person in made["members"]] == ["ada", "ben"]
    assert (await cyd.post("/directs", {"userIds": [*reversed(ids), world.cyd.pk]}, status=200))["id"] == made["id"]


async def test_a_conversation_is_never_widened(world, cyd):
    made = await cyd.post("/directs", {"userIds": [world.ada.pk]})
    path = f"/rooms/{made['id']}/members"
    await cyd.refused(403, "forbidden", "POST", path, {"userId": world.ben.pk})
    await cyd.refused(403, "forbidden", "DELETE", f"{path}/{world.cyd.pk}")
    await cyd.refused(403, "forbidden", "DELETE", f"{path}/{world.ada.pk}")


@pytest.mark.parametrize("ids", [[], ["1"], [0], [True], "1", None, {}, list(range(1, conf.DIRECT_MEMBERS + 2))])
async def test_people_are_named_by_a_few_ids(world, cyd, ids):
    error = await cyd.refused(400, "invalid", "POST", "/directs", {"userIds": ids})
    assert all(name.startswith("userIds") for name in error["fields"])


async def test_one_cannot_talk_with_oneself_alone(world, cyd):
    await cyd.refused(400, "invalid", "POST", "/directs", {"userIds": [world.cyd.pk]})


async def test_nobody_can_be_talked_to_who_is_not_there(world, cyd):
    await cyd.refused(404, "not_found", "POST", "/directs", {"userIds": [10**9]})
