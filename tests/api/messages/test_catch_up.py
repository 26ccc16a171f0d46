from chat.executors import write


async def test_unread_messages_are_listed_marked_as_read_and_restored(world, cyd):
    message = await write(world.message, world.den, world.ada)
    found = await cyd.get("/catch-up")
    room = next(item for item in found["rooms"] if item["roomId"] == world.den.pk)
    assert (room["items"][-1]["reason"], room["items"][-1]["message"]["id"]) == ("unread", message.pk)
    was = await cyd.post("/reads", {}, status=200)
    assert str(world.den.pk) in was["rooms"]
    assert (await cyd.get("/catch-up"))["rooms"] == []
    await cyd.post("/reads", was, status=200)
    assert await cyd.get("/catch-up") == found
