import pytest


async def test_me_returns_the_authenticated_user(world, cyd):
    assert await cyd.get("/me") == {
        "id": world.cyd.pk,
        "username": "cyd",
        "displayName": "cyd",
        "avatarUrl": "",
        "isBot": False,
        "isStaff": False,
        "timeZone": "UTC",
        "language": "en",
        "addedBy": "everyone",
        "away": False,
        "hidesPresence": False,
        "ignored": [],
        "sidebar": {"sections": [], "collapsed": [], "hideRead": False},
    }


async def test_away_is_a_choice_that_stays(world, cyd):
    assert (await cyd.put("/me/away", {"away": True}))["away"] is True
    assert (await cyd.get("/me"))["away"] is True
    assert (await cyd.get("/welcome"))["user"]["away"] is True
    await cyd.put("/me/away", {"away": False})
    assert (await cyd.get("/me"))["away"] is False


@pytest.mark.parametrize("added_by", ["everyone", "shared", "nobody"])
async def test_a_person_decides_who_may_add_them_to_rooms(world, cyd, added_by):
    assert (await cyd.patch("/me", {"addedBy": added_by}))["addedBy"] == added_by
    assert (await cyd.get("/me"))["addedBy"] == added_by


async def test_a_change_of_nothing_changes_nothing(world, cyd):
    assert (await cyd.patch("/me", {}))["addedBy"] == "everyone"


@pytest.mark.parametrize("value", ["friends", "", None, 1, ["everyone"]])
async def test_an_unknown_choice_of_who_may_add_is_refused(world, cyd, value):
    assert (await cyd.refused(400, "invalid", "PATCH", "/me", {"addedBy": value}))["fields"].keys() == {"addedBy"}


async def test_a_person_looks_offline_to_others_until_they_show_themselves(world, cyd):
    assert (await cyd.patch("/me", {"hidesPresence": True}))["hidesPresence"] is True
    assert (await cyd.get("/welcome"))["user"]["hidesPresence"] is True
    assert (await cyd.patch("/me", {"addedBy": "shared"}))["hidesPresence"] is True
    assert (await cyd.patch("/me", {"hidesPresence": False}))["hidesPresence"] is False


@pytest.mark.parametrize("value", ["yes", None, 1, []])
async def test_an_unknown_wish_to_hide_is_refused(world, cyd, value):
    answer = await cyd.refused(400, "invalid", "PATCH", "/me", {"hidesPresence": value})
    assert answer["fields"].keys() == {"hidesPresence"}
