"""Reports over REST."""

from chat.executors import write
from chat.models import User


async def test_a_report_is_made_once_and_closed_by_a_moderator(world, ada, cyd, eve):
    message = await write(world.message, world.kitchen, world.cyd)
    address = f"/messages/{message.pk}/reports"
    made = await ada.post(address, {"reason": "spam", "note": "Look"})
    assert await ada.post(address, {"reason": "abuse"}, status=200) == made
    page = await ada.get("/moderation/reports?status=open")
    [report] = page["reports"]
    assert (report["id"], report["status"], report["reason"], report["note"]) == (made["id"], "open", "spam", "Look")
    assert (report["message"]["id"], report["room"]["id"], page["next"]) == (message.pk, world.kitchen.pk, None)
    assert report["reporter"]["id"] == world.ada.pk
    closed = await ada.patch(f"/moderation/reports/{made['id']}", {"outcome": "dismissed", "note": "A joke"})
    assert (closed["status"], closed["outcome"], closed["outcomeNote"]) == ("closed", "dismissed", "A joke")
    assert (await ada.get("/moderation/reports"))["reports"] == []
    await ada.refused(409, "conflict", "PATCH", f"/moderation/reports/{made['id']}", {"outcome": "actioned"})
    for outsider in (cyd, eve):
        await outsider.refused(403, "forbidden", "GET", "/moderation/reports")


async def test_wrong_values_are_refused_by_name(world, ada, cyd, eve):
    message = await write(world.message, world.den, world.ada)
    address = f"/messages/{message.pk}/reports"
    error = await cyd.refused(400, "invalid", "POST", address, {"reason": "boring"})
    assert list(error["fields"]) == ["reason"]
    error = await cyd.refused(400, "invalid", "POST", address, {"reason": "spam", "note": "x" * 1001})
    assert list(error["fields"]) == ["note"]
    await eve.refused(404, "not_found", "POST", address, {"reason": "spam"})
    await ada.refused(400, "invalid", "GET", "/moderation/reports?status=lost")
    await ada.refused(404, "not_found", "PATCH", "/moderation/reports/999", {"outcome": "dismissed"})


async def test_staff_close_reports_of_rooms_that_they_are_not_in(world, cyd, eve):
    message = await write(world.message, world.den, world.ada)
    await cyd.post(f"/messages/{message.pk}/reports", {"reason": "illegal"})
    await write(User.objects.filter(pk=world.eve.pk).update, is_staff=True)
    [report] = (await eve.get("/moderation/reports"))["reports"]
    assert (report["message"]["content"], report["context"]) == ("hello", [])
