"""Reminders over REST."""

from datetime import timedelta

from django.utils import timezone

from chat.executors import write


def soon(hours=1):
    return (timezone.now() + timedelta(hours=hours)).isoformat()


async def test_a_reminder_is_made_listed_postponed_and_done(world, cyd, ada):
    message = await write(world.message, world.den, world.ada, "the figures")
    made = await cyd.post("/reminders", {"text": "check", "at": soon(), "messageId": message.pk})
    assert (made["text"], made["excerpt"], made["firedAt"]) == ("check", "the figures", None)
    assert made["url"] == f"/rooms/{world.den.pk}/at/{message.seq}/"
    assert (await cyd.get("/reminders"))["reminders"] == [made]
    assert (await ada.get("/reminders"))["reminders"] == []
    moved = await cyd.patch(f"/reminders/{made['id']}", {"at": soon(2)})
    assert moved["at"] > made["at"]
    await ada.refused(404, "not_found", "PATCH", f"/reminders/{made['id']}", {"at": soon()})
    await cyd.delete(f"/reminders/{made['id']}", 204)
    await cyd.refused(404, "not_found", "DELETE", f"/reminders/{made['id']}")


async def test_a_reminder_of_nothing_is_refused(world, cyd, eve):
    await cyd.refused(400, "invalid", "POST", "/reminders", {"at": soon()})
    await cyd.refused(400, "invalid", "POST", "/reminders", {"text": "x", "at": "tomorrow"})
    await eve.refused(404, "not_found", "POST", "/reminders", {"text": "x", "at": soon(), "roomId": world.den.pk})
