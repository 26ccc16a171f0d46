"""Scheduled messages and reminders of a user."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from chat.actions.later import reminders, scheduled
from chat.errors import Archived
from chat.models import Reminder, ScheduledMessage
from chat.protocol.long_poll import KnownLater
from chat.queries import later

pytestmark = pytest.mark.django_db


def at(hours):
    return timezone.now() + timedelta(hours=hours)


def test_the_lists_hold_the_users_own_rows_by_time(ada, bob, kitchen):
    for by, hours in ((ada, 3), (ada, 1), (bob, 2)):
        scheduled.create(by=by, room_id=kitchen.pk, content=f"in {hours}", send_at=at(hours), client_id=uuid.uuid4())
        reminders.create(by=by, text=f"in {hours}", at=at(hours))
    assert [each.content for each in later.scheduled(ada.pk).scheduled] == ["in 1", "in 3"]
    assert [each.text for each in later.reminders(ada.pk).reminders] == ["in 1", "in 3"]


def test_early_refused_and_done_rows_are_not_due(ada, kitchen):
    for _ in range(3):
        scheduled.create(by=ada, room_id=kitchen.pk, content="x", send_at=at(1), client_id=uuid.uuid4())
        reminders.create(by=ada, text="x", at=at(1))
    assert later.due_ids() == ([], [])
    ScheduledMessage.objects.update(send_at=at(-1))
    Reminder.objects.update(remind_at=at(-1))
    first = ScheduledMessage.objects.order_by("pk").first()
    ScheduledMessage.objects.filter(pk=first.pk).update(refusal="archived")
    Reminder.objects.filter(pk=Reminder.objects.first().pk).update(fired_at=timezone.now())
    assert [len(each) for each in later.due_ids()] == [2, 2]


def test_reminders_take_two_queries_however_many_there_are(ada, kitchen, say, django_assert_num_queries):
    for _ in range(4):
        reminders.create(by=ada, message_id=say(ada, kitchen).pk, at=at(1))
    with django_assert_num_queries(2):
        later.reminders(ada.pk)


def test_looking_for_what_is_due_takes_two_queries(db, django_assert_num_queries):
    with django_assert_num_queries(2):
        later.due_ids()


# --- Changes since a poll


NOTHING = KnownLater(scheduled=0, refused=[], reminders=0, due=[])


def known(found):
    """Return what a client sends with its next poll."""
    return KnownLater(**found.model_dump(exclude={"notifications"}))


@pytest.fixture
def put_off(ada, bob, kitchen, say):
    """Ada has a scheduled message and two reminders, one about a message. Bob's rows must not show up."""
    message = say(bob, kitchen, "the figures")
    for by in (ada, bob):
        scheduled.create(by=by, room_id=kitchen.pk, content="x", send_at=at(1), client_id=uuid.uuid4())
        reminders.create(by=by, text="call", at=at(1))
    reminders.create(by=ada, message_id=message.pk, at=at(2))


def fire(row):
    Reminder.objects.filter(pk=row.pk).update(remind_at=at(-1))
    reminders.fire(reminder_id=row.pk)


def test_a_client_without_state_gets_the_state_and_no_old_notification(ada, put_off):
    row = ada.reminders.first()
    fire(row)
    found = later.changes_since(ada.pk, KnownLater())
    assert known(found) == KnownLater(scheduled=1, refused=[], reminders=1, due=[row.pk])
    assert found.notifications == []


def test_a_known_state_yields_nothing_and_takes_two_queries(ada, put_off, django_assert_num_queries):
    found = known(later.changes_since(ada.pk, NOTHING))
    with django_assert_num_queries(2):
        assert later.changes_since(ada.pk, found) is None
    assert later.changes_since(ada.pk, NOTHING) is not None


def test_the_order_of_a_clients_ids_does_not_matter(ada, put_off):
    for row in ada.reminders.all():
        fire(row)
    found = known(later.changes_since(ada.pk, NOTHING))
    assert len(found.due) == 2
    assert later.changes_since(ada.pk, found.model_copy(update={"due": found.due[::-1]})) is None


def test_many_notifications_take_as_many_queries_as_one(ada, put_off, django_assert_num_queries):
    of_a_text, of_a_message = ada.reminders.all()
    fire(of_a_message)
    with django_assert_num_queries(4):
        later.changes_since(ada.pk, NOTHING)
    fire(of_a_text)
    with django_assert_num_queries(4):
        later.changes_since(ada.pk, NOTHING)


def test_each_reminder_that_has_fired_since_yields_the_notification_of_a_socket(ada, put_off):
    before = known(later.changes_since(ada.pk, NOTHING))
    first, second = ada.reminders.all()
    fire(first)
    found = later.changes_since(ada.pk, before)
    assert [(each.kind, each.id, each.title) for each in found.notifications] == [
        ("reminder", first.pk, "Reminder: call")
    ]
    fire(second)
    [told] = later.changes_since(ada.pk, known(found)).notifications
    assert (told.title, told.body, told.room_id) == ("Reminder about a message", "the figures", second.room_id)


def test_dropping_a_reminder_does_not_hide_another_that_fires(ada, put_off):
    first, second = ada.reminders.all()
    fire(first)
    before = known(later.changes_since(ada.pk, NOTHING))
    reminders.drop(by=ada, reminder_id=first.pk)
    reminders.create(by=ada, text="one more", at=at(3))
    fire(second)
    found = later.changes_since(ada.pk, before)
    assert ([each.id for each in found.notifications], found.due) == ([second.pk], [second.pk])


def test_a_message_refused_since_yields_a_notification_with_the_reason(ada, kitchen, put_off):
    before = known(later.changes_since(ada.pk, NOTHING))
    ScheduledMessage.objects.filter(author=ada).update(refusal="archived")
    found = later.changes_since(ada.pk, before)
    [told] = found.notifications
    assert (told.kind, told.id, told.room_id) == ("scheduled-refused", found.refused[0], kitchen.pk)
    assert told.title.endswith(str(Archived.text))
