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
    }
