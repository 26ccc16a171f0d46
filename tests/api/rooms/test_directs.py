import pytest

from chat import conf


async def test_a_direct_conversation_is_created_once_and_then_found(world, cyd, ada):
    created = await cyd.post("/directs", {"userIds": [world.ada.pk]})
    assert (created["kind"], created["peer"]["username"], created["role"]) == ("direct", "ada", "member")
    found = await ada.post("/directs", {"userIds": [world.cyd.pk]}, status=200)
    assert (found["id"], found["peer"]["username"]) == (created["id"], "cyd")


async def test_the_same_people_share_one_conversation(world, cyd):
    ids = [world.ada.pk, world.ben.pk]
    created = await cyd.post("/directs", {"userIds": ids})
    assert [person["username"] for person in created["members"]] == ["ada", "ben"]
    assert (await cyd.post("/directs", {"userIds": [*reversed(ids), world.cyd.pk]}, status=200))["id"] == created["id"]


async def test_members_of_a_direct_conversation_cannot_be_added_or_removed(world, cyd):
    created = await cyd.post("/directs", {"userIds": [world.ada.pk]})
    path = f"/rooms/{created['id']}/members"
    await cyd.refused(403, "forbidden", "POST", path, {"userId": world.ben.pk})
    await cyd.refused(403, "forbidden", "DELETE", f"{path}/{world.cyd.pk}")
    await cyd.refused(403, "forbidden", "DELETE", f"{path}/{world.ada.pk}")


@pytest.mark.parametrize("ids", [[], ["1"], [0], [True], "1", None, {}, list(range(1, conf.DIRECT_MEMBERS + 2))])
async def test_the_list_of_user_ids_is_validated(world, cyd, ids):
    error = await cyd.refused(400, "invalid", "POST", "/directs", {"userIds": ids})
    assert all(name.startswith("userIds") for name in error["fields"])


async def test_a_conversation_with_only_yourself_is_refused(world, cyd):
    await cyd.refused(400, "invalid", "POST", "/directs", {"userIds": [world.cyd.pk]})


async def test_a_conversation_with_an_unknown_user_is_not_found(world, cyd):
    await cyd.refused(404, "not_found", "POST", "/directs", {"userIds": [10**9]})
