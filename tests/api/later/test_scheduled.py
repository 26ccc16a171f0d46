"""Scheduled messages over REST."""

import uuid
from datetime import timedelta

from django.utils import timezone


def new(room, content="later", **more):
    return {"roomId": room.pk, "content": content, "sendAt": soon(), "clientId": str(uuid.uuid4())} | more


def soon():
    return (timezone.now() + timedelta(hours=1)).isoformat()


async def test_a_message_is_scheduled_listed_changed_and_cancelled(world, cyd, ada):
    body = new(world.den)
    created = await cyd.post("/scheduled", body)
    assert (created["content"], created["roomId"], created["refusal"]) == ("later", world.den.pk, None)
    assert await cyd.post("/scheduled", body) == created
    assert (await cyd.get("/scheduled"))["scheduled"] == [created]
    assert await cyd.get("/later") == {"scheduled": 1, "refused": 0, "reminders": 0, "due": 0}
    assert (await ada.get("/scheduled"))["scheduled"] == []
    changed = await cyd.patch(f"/scheduled/{created['id']}", {"content": "other"})
    assert (changed["content"], changed["sendAt"]) == ("other", created["sendAt"])
    await ada.refused(404, "not_found", "DELETE", f"/scheduled/{created['id']}")
    await cyd.delete(f"/scheduled/{created['id']}", 204)
    await cyd.refused(404, "not_found", "POST", f"/scheduled/{created['id']}/send")


async def test_a_scheduled_message_can_be_sent_now(world, cyd):
    created = await cyd.post("/scheduled", new(world.den))
    response = await cyd.ask("POST", f"/scheduled/{created['id']}/send")
    assert (response.status_code, response.json()["clientId"]) == (200, created["clientId"])


async def test_a_time_in_the_past_is_refused_at_its_field(world, cyd):
    error = await cyd.refused(400, "invalid", "POST", "/scheduled", new(world.den, sendAt="2020-01-01T00:00:00Z"))
    assert error["fields"].keys() == {"sendAt"}


async def test_scheduling_needs_the_right_to_write_in_the_room(world, eve, nobody):
    await eve.refused(404, "not_found", "POST", "/scheduled", new(world.den))
    await eve.refused(403, "not_a_member", "POST", "/scheduled", new(world.kitchen))
    await nobody.refused(401, "unauthenticated", "GET", "/scheduled")
