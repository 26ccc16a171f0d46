from chat.executors import write


async def test_everything_unread_is_shown_read_at_once_and_brought_back(world, cyd):
    message = await write(world.message, world.den, world.ada)
    found = await cyd.get("/catch-up")
    room = next(each for each in found["rooms"] if each["roomId"] == world.den.pk)
    assert (room["items"][-1]["reason"], room["items"][-1]["message"]["id"]) == ("unread", message.pk)
    was = await cyd.post("/reads", {}, status=200)
    assert str(world.den.pk) in was["rooms"]
    assert (await cyd.get("/catch-up"))["rooms"] == []
    await cyd.post("/reads", was, status=200)
    assert await cyd.get("/catch-up") == found
