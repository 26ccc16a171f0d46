async def test_a_draft_is_saved_listed_and_deleted(world, cyd, eve):
    path = f"/rooms/{world.den.pk}/draft"
    saved = await cyd.put(path, {"content": "half a"})
    assert (saved["roomId"], saved["content"]) == (world.den.pk, "half a")
    assert await cyd.get("/drafts") == {"drafts": [saved]}
    assert await eve.get("/drafts") == {"drafts": []}
    assert (await cyd.put(path, {"content": ""}))["content"] == ""
    assert await cyd.get("/drafts") == {"drafts": []}


async def test_a_draft_in_a_room_of_others_is_refused(world, eve):
    await eve.refused(404, "not_found", "PUT", f"/rooms/{world.den.pk}/draft", {"content": "x"})
