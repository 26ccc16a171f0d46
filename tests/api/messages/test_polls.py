"""Polls over REST."""

import uuid


async def test_a_poll_is_created_voted_on_and_closed(world, ada, cyd, eve):
    body = {"question": "Tea?", "options": ["yes", "no"], "clientId": str(uuid.uuid4())}
    created = await cyd.post(f"/rooms/{world.den.pk}/polls", body)
    assert [option["text"] for option in created["poll"]["options"]] == ["yes", "no"]
    assert (await cyd.post(f"/rooms/{world.den.pk}/polls", body, 200))["id"] == created["id"]
    path = f"/messages/{created['id']}"
    voted = await ada.put(f"{path}/vote", {"options": [1]})
    assert (voted["poll"]["options"][1]["userIds"], voted["rev"]) == ([world.ada.pk], created["rev"] + 1)
    await eve.refused(404, "not_found", "PUT", f"{path}/vote", {"options": [1]})
    assert (await cyd.patch(f"{path}/poll", {"closed": True}))["poll"]["closedAt"] is not None
    await ada.refused(409, "conflict", "PUT", f"{path}/vote", {"options": [0]})
    await cyd.refused(400, "invalid", "POST", f"/rooms/{world.den.pk}/polls", body | {"options": ["yes"]})
    await eve.refused(403, "not_a_member", "POST", f"/rooms/{world.kitchen.pk}/polls", body)
