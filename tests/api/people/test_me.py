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
        "away": False,
        "sidebar": {"sections": [], "collapsed": [], "hideRead": False},
    }


async def test_away_is_a_choice_that_stays(world, cyd):
    assert (await cyd.put("/me/away", {"away": True}))["away"] is True
    assert (await cyd.get("/me"))["away"] is True
    assert (await cyd.get("/welcome"))["user"]["away"] is True
    await cyd.put("/me/away", {"away": False})
    assert (await cyd.get("/me"))["away"] is False
