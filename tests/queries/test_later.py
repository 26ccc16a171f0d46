"""What someone has put off."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from chat.actions import reminders, scheduled
from chat.models import Reminder, ScheduledMessage
from chat.queries import later

pytestmark = pytest.mark.django_db


def at(hours):
    return timezone.now() + timedelta(hours=hours)


def test_the_lists_are_ones_own_and_by_time(ada, bob, kitchen):
    for by, hours in ((ada, 3), (ada, 1), (bob, 2)):
        scheduled.create(by=by, room_id=kitchen.pk, content=f"in {hours}", send_at=at(hours), client_id=uuid.uuid4())
        reminders.create(by=by, text=f"in {hours}", at=at(hours))
    assert [each.content for each in later.scheduled(ada.pk).scheduled] == ["in 1", "in 3"]
    assert [each.text for each in later.reminders(ada.pk).reminders] == ["in 1", "in 3"]


def test_what_is_due_is_neither_early_nor_refused_nor_done(ada, kitchen):
    for _ in range(3):
        scheduled.create(by=ada, room_id=kitchen.pk, content="x", send_at=at(1), client_id=uuid.uuid4())
        reminders.create(by=ada, text="x", at=at(1))
    assert later.due() == ([], [])
    ScheduledMessage.objects.update(send_at=at(-1))
    Reminder.objects.update(remind_at=at(-1))
    first = ScheduledMessage.objects.order_by("pk").first()
    ScheduledMessage.objects.filter(pk=first.pk).update(refusal="archived")
    Reminder.objects.filter(pk=Reminder.objects.first().pk).update(fired_at=timezone.now())
    assert [len(each) for each in later.due()] == [2, 2]


def test_reminders_take_two_queries_however_many_there_are(ada, kitchen, say, django_assert_num_queries):
    for _ in range(4):
        reminders.create(by=ada, message_id=say(ada, kitchen).pk, at=at(1))
    with django_assert_num_queries(2):
        later.reminders(ada.pk)


def test_looking_for_what_is_due_takes_two_queries(db, django_assert_num_queries):
    with django_assert_num_queries(2):
        later.due()
