import pytest

from tests.support.recording_connection import connect_recorder


def path(room, *more) -> str:
    return "/".join(["/rooms", str(room.pk), "members", *(str(user.pk) for user in more)])


async def test_members_are_listed_by_name_page_by_page(world, cyd):
    first = await cyd.get(f"{path(world.den)}?limit=3")
    second = await cyd.get(f"{path(world.den)}?limit=3&after={first['next']}")
    told = [(member["username"], member["role"]) for page in (first, second) for member in page["members"]]
    assert told == [("ada", "owner"), ("ben", "moderator"), ("cyd", "member"), ("robot", "member")]
    assert second["next"] is None
    assert second["members"][0]["isBot"] is True


async def test_members_are_listed_with_their_presence(world, cyd, monkeypatch):
    monkeypatch.setattr("chat.delivery.presence.Presence.status_of", lambda self, user_id: "away")
    member = (await cyd.get(path(world.den)))["members"][0]
    assert (member["status"], member["lastSeenAt"]) == ("away", None)


@pytest.mark.parametrize("own_id", [True, False])
async def test_joining_creates_a_membership(world, eve, own_id):
    member = await eve.post(path(world.kitchen), {"userId": world.eve.pk} if own_id else {})
    assert (member["username"], member["role"]) == ("eve", "member")
    assert [room["name"] for room in (await eve.get("/rooms"))["rooms"]] == ["Kitchen"]


async def test_joining_again_changes_nothing(world, cyd):
    before = await cyd.get(f"/rooms/{world.kitchen.pk}")
    await cyd.post(path(world.kitchen), {})
    assert await cyd.get(f"/rooms/{world.kitchen.pk}") == before


async def test_an_owner_adds_a_member(world, ada, eve):
    assert (await ada.post(path(world.den), {"userId": world.eve.pk}))["username"] == "eve"
    assert (await eve.get(f"/rooms/{world.den.pk}"))["role"] == "member"


async def test_adding_an_unknown_user_is_not_found(world, ada):
    await ada.refused(404, "not_found", "POST", path(world.den), {"userId": 10**9})


async def test_an_owner_changes_a_role(world, ada):
    assert (await ada.ask("PATCH", path(world.den, world.cyd), {"role": "owner"})).json()["role"] == "owner"


@pytest.mark.parametrize("role", ["admin", "", None, 1, "OWNER"])
async def test_an_unknown_role_is_refused(world, ada, role):
    error = await ada.refused(400, "invalid", "PATCH", path(world.den, world.cyd), {"role": role})
    assert error["fields"].keys() == {"role"}


async def test_the_last_owner_cannot_leave(world, ada):
    await ada.refused(409, "conflict", "PATCH", path(world.den, world.ada), {"role": "member"})
    await ada.refused(409, "conflict", "DELETE", path(world.den, world.ada))


async def test_leaving_ends_the_membership(world, cyd):
    recorder = await connect_recorder(world.cyd)
    assert await cyd.delete(path(world.den, world.cyd), status=204) is None
    assert recorder.heard() == ["room:removed"]
    await cyd.refused(404, "not_found", "GET", f"/rooms/{world.den.pk}")


async def test_removing_a_non_member_is_not_found(world, ada):
    await ada.refused(404, "not_found", "DELETE", path(world.den, world.eve))
