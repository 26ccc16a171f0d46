"""Reminders over REST."""

from datetime import timedelta

from django.utils import timezone

from chat.executors import write


def soon(hours=1):
    return (timezone.now() + timedelta(hours=hours)).isoformat()


async def test_a_reminder_is_created_listed_postponed_and_deleted(world, cyd, ada):
    message = await write(world.message, world.den, world.ada, "the figures")
    created = await cyd.post("/reminders", {"text": "check", "at": soon(), "messageId": message.pk})
    assert (created["text"], created["excerpt"], created["firedAt"]) == ("check", "the figures", None)
    assert created["url"] == f"/rooms/{world.den.pk}/at/{message.seq}/"
    assert (await cyd.get("/reminders"))["reminders"] == [created]
    assert (await ada.get("/reminders"))["reminders"] == []
    moved = await cyd.patch(f"/reminders/{created['id']}", {"at": soon(2)})
    assert moved["at"] > created["at"]
    await ada.refused(404, "not_found", "PATCH", f"/reminders/{created['id']}", {"at": soon()})
    await cyd.delete(f"/reminders/{created['id']}", 204)
    await cyd.refused(404, "not_found", "DELETE", f"/reminders/{created['id']}")


async def test_a_reminder_needs_a_text_or_a_message(world, cyd, eve):
    await cyd.refused(400, "invalid", "POST", "/reminders", {"at": soon()})
    await cyd.refused(400, "invalid", "POST", "/reminders", {"text": "x", "at": "tomorrow"})
    await eve.refused(404, "not_found", "POST", "/reminders", {"text": "x", "at": soon(), "roomId": world.den.pk})
