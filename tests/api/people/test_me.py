async def test_one_sees_who_one_is(world, cyd):
    assert await cyd.get("/me") == {
        "id": world.cyd.pk,
        "username": "cyd",
        "displayName": "cyd",
        "avatarUrl": "",
        "isBot": False,
        "isStaff": False,
        "timeZone": "UTC",
        "language": "en",
    }
