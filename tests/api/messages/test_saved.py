from chat.executors import write


async def test_a_message_is_saved_listed_and_removed(world, cyd, eve):
    message = await write(world.message, world.den)
    path = f"/messages/{message.pk}/saved"
    await eve.refused(404, "not_found", "PUT", path)
    assert await cyd.put(path) == {"messageId": message.pk, "on": True}
    listed = await cyd.get("/saved")
    assert ([item["message"]["id"] for item in listed["saved"]], listed["next"]) == ([message.pk], None)
    assert await cyd.get("/saved/ids") == {"messageIds": [message.pk]}
    await cyd.delete(path)
    assert (await cyd.get("/saved/ids"))["messageIds"] == []
