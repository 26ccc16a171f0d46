from chat.executors import write


async def test_a_message_is_pinned_listed_and_unpinned(world, ada, cyd):
    message = await write(world.message, world.den)
    path = f"/messages/{message.pk}/pin"
    await cyd.refused(403, "forbidden", "PUT", path)
    pinned = await ada.put(path)
    assert pinned["pinnedBy"] == world.ada.pk
    listed = await cyd.get(f"/rooms/{world.den.pk}/pins")
    assert [item["id"] for item in listed["messages"]] == [message.pk]
    assert (await ada.delete(path))["pinnedAt"] is None
    assert (await cyd.get(f"/rooms/{world.den.pk}/pins"))["messages"] == []
