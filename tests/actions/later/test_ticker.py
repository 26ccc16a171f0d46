"""The ticker does what is due, and a failure does not stop the rest."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from chat.actions.later import reminders, scheduled, ticker
from chat.errors import Unavailable
from chat.executors import write
from chat.models import Message, ModerationAction, Reminder, ScheduledMessage, User
from chat.text.messages.parser import MARKDOWN
from tests.support.factories import create_room, create_user
from tests.support.moderation import act, let_time_pass

pytestmark = pytest.mark.django_db(transaction=True)


def store_overdue(count: int) -> None:
    """Store messages and a reminder of ada's that became due while no process ran."""
    ada = create_user("ada")
    room = create_room(ada)
    at = timezone.now() + timedelta(hours=1)
    for number in range(count):
        scheduled.create(by=ada, room_id=room.pk, content=f"no. {number}", send_at=at, client_id=uuid.uuid4())
    reminders.create(by=ada, text="call", at=at)
    ScheduledMessage.objects.update(send_at=timezone.now() - timedelta(days=2))
    Reminder.objects.update(remind_at=timezone.now() - timedelta(days=2))


def outcome() -> tuple[list[str], int, int]:
    said = Message.objects.filter(content__startswith="no.").order_by("seq").values_list("content", flat=True)
    return list(said), ScheduledMessage.objects.count(), Reminder.objects.filter(fired_at=None).count()


async def test_what_is_due_is_done_in_order_and_once():
    await write(store_overdue, 3)
    for _ in range(2):
        await ticker.tick()
    assert await write(outcome) == (["no. 0", "no. 1", "no. 2"], 0, 0)


def store_measures_that_are_over() -> User:
    """Ban ada, and kick her from a room, for a time that is over."""
    ruth, ada = create_user("ruth", is_admin=True), create_user("ada")
    room = create_room(create_user("ben"), ada)
    for action in (
        act(ruth, "kick", user_id=ada.pk, room_id=room.pk, seconds=60),
        act(ruth, "ban", user_id=ada.pk, seconds=60),
    ):
        let_time_pass(action)
    return ada


async def test_bans_and_kicks_end_when_their_time_is_over():
    ada = await write(store_measures_that_are_over)
    await ticker.tick()
    await write(ada.refresh_from_db)
    assert (ada.is_active, ada.banned_until) == (True, None)
    assert await write(ModerationAction.objects.filter(settled_at=None).count) == 0


async def test_a_failure_is_tried_again_and_does_not_stop_the_others(monkeypatch):
    await write(store_overdue, 2)
    send, failures = scheduled.send_due, [RuntimeError("broken"), Unavailable()]

    def failing(*, scheduled_id, prepared):
        if failures:
            raise failures.pop()
        send(scheduled_id=scheduled_id, prepared=prepared)

    monkeypatch.setattr(scheduled, "send_due", failing)
    await ticker.tick()
    assert await write(outcome) == ([], 2, 0)
    await ticker.tick()
    assert await write(outcome) == (["no. 0", "no. 1"], 0, 0)


async def test_a_scheduled_message_is_not_parsed_on_the_writer_thread(monkeypatch):
    await write(store_overdue, 1)
    await write(ScheduledMessage.objects.update, content="no. **0**")
    threads, parse = [], MARKDOWN.parse
    monkeypatch.setattr(
        MARKDOWN, "parse", lambda *text: threads.append(threading.current_thread().name.split("_")[0]) or parse(*text)
    )
    await ticker.tick()
    assert await write(outcome) == (["no. **0**"], 0, 0)
    assert set(threads) == {"read"}
