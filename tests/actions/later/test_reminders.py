"""Reminders fire once, when they are due, for their owner alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chat import conf
from chat.actions.later import reminders
from chat.actions.messages import messages
from chat.actions.rooms import memberships
from chat.errors import ChatError, Conflict, Invalid, NotFound
from chat.models import Reminder
from chat.queries import later
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def remind(by, **facts):
    return reminders.create(by=by, **{"at": timezone.now() + HOUR} | facts)


def make_due(row):
    Reminder.objects.filter(pk=row.pk).update(remind_at=timezone.now() - HOUR)


def test_a_reminder_notifies_once_and_stays_in_the_list(ada, bob):
    with converging(ada, deaf=[bob]) as heard:
        row = remind(ada, text="call  mum\n")
    assert heard.events(ada) == [{"scheduled": 0, "refused": 0, "reminders": 1, "due": 0}]
    make_due(row)
    with converging(ada, deaf=[bob]) as heard:
        reminders.fire(reminder_id=row.pk)
    notice, counts = heard.events(ada)
    assert (notice["kind"], notice["title"], notice["body"], notice["url"]) == (
        "reminder",
        "Reminder: call mum",
        "",
        "/",
    )
    assert "roomId" not in notice
    assert counts == {"scheduled": 0, "refused": 0, "reminders": 0, "due": 1}
    with converging(deaf=[ada]):
        reminders.fire(reminder_id=row.pk)
    assert [each.fired_at is not None for each in later.reminders(ada.pk).reminders] == [True]


def test_a_reminder_does_not_fire_before_its_time(ada):
    row = remind(ada, text="call")
    with converging(deaf=[ada]):
        reminders.fire(reminder_id=row.pk)


def test_a_reminder_about_a_message_shows_its_present_text(ada, bob, kitchen, say):
    message = say(bob, kitchen, "the **figures**")
    row = remind(ada, message_id=message.pk)
    make_due(row)
    messages.edit(by=bob, message_id=message.pk, content="the new figures")
    with converging(ada, deaf=[bob]) as heard:
        reminders.fire(reminder_id=row.pk)
    notice = heard.events(ada, "notification")[0]
    assert (notice["body"], notice["messageId"], notice["roomId"]) == (
        "the new figures",
        message.pk,
        kitchen.pk,
    )
    assert notice["url"] == f"/rooms/{kitchen.pk}/at/{message.seq}/"


@pytest.mark.parametrize("hindrance", ["deleted", "left"])
def test_a_reminder_shows_nothing_of_a_message_that_its_owner_can_no_longer_see(ada, bob, pantry, say, hindrance):
    message = say(ada, pantry, "secret")
    row = remind(bob, message_id=message.pk, text="ask")
    make_due(row)
    if hindrance == "deleted":
        messages.delete(by=ada, message_id=message.pk)
    else:
        memberships.leave(by=bob, room_id=pantry.pk)
    with converging(bob, deaf=[ada]) as heard:
        reminders.fire(reminder_id=row.pk)
    notice = heard.events(bob, "notification")[0]
    assert (notice["title"], notice["body"]) == ("Reminder: ask", "")
    assert ("roomId" in notice) == (hindrance == "deleted")


def test_a_reminder_is_postponed_and_fires_again(ada):
    row = remind(ada, text="call")
    make_due(row)
    reminders.fire(reminder_id=row.pk)
    with converging(ada) as heard:
        reminders.postpone(by=ada, reminder_id=row.pk, at=timezone.now() + HOUR)
    assert heard.events(ada)[0]["due"] == 0
    make_due(row)
    with converging(ada) as heard:
        reminders.fire(reminder_id=row.pk)
    assert heard.types(ada) == ["notification", "later:changed"]


def test_a_reminder_without_an_attempt_left_is_listed_as_due(ada, monkeypatch):
    row = remind(ada, text="call")
    make_due(row)
    monkeypatch.setattr(Reminder, "MAX_ATTEMPTS", 1)
    with converging(ada) as heard, monkeypatch.context() as patch, pytest.raises(ZeroDivisionError):
        patch.setattr(later, "reminder_notification", lambda row: 1 / 0)
        reminders.fire(reminder_id=row.pk)
    assert [event["due"] for event in heard.events(ada)] == [1]
    reminders.postpone(by=ada, reminder_id=row.pk, at=timezone.now() + HOUR)
    make_due(row)
    with converging(ada) as heard:
        reminders.fire(reminder_id=row.pk)
    assert heard.types(ada) == ["notification", "later:changed"]


def test_only_its_owner_can_drop_a_reminder(ada, bob):
    row = remind(ada, text="call")
    with pytest.raises(NotFound):
        reminders.drop(by=bob, reminder_id=row.pk)
    with converging(ada, deaf=[bob]):
        reminders.drop(by=ada, reminder_id=row.pk)
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("text", ["", " \n", "x" * (conf.REMINDER_LENGTH + 1), "a\x00b"])
def test_a_text_that_is_empty_or_too_long_is_refused(ada, text):
    with pytest.raises(ChatError) as refusal:
        remind(ada, text=text)
    assert refusal.value.fields.keys() == {"text"}


def test_a_reminder_about_a_message_or_room_that_the_user_cannot_see_is_refused(ada, eve, pantry, say):
    message = say(ada, pantry)
    deleted = say(ada, pantry)
    messages.delete(by=ada, message_id=deleted.pk)
    for by, facts in (
        (eve, {"message_id": message.pk}),
        (eve, {"room_id": pantry.pk, "text": "x"}),
        (ada, {"message_id": deleted.pk}),
    ):
        with pytest.raises(NotFound):
            remind(by, **facts)


def test_a_time_in_the_past_is_refused(ada):
    with pytest.raises(Invalid):
        remind(ada, text="x", at=timezone.now() - timedelta(days=1))


def test_the_number_of_reminders_is_limited(ada, monkeypatch):
    monkeypatch.setattr(conf, "REMINDERS_PER_USER", 1)
    remind(ada, text="x")
    with pytest.raises(Conflict):
        remind(ada, text="y")


def test_a_reminder_is_written_in_its_owners_language(ada):
    ada.language = "zh-hans"
    ada.save()
    row = remind(ada, text="call")
    make_due(row)
    with converging(ada) as heard:
        reminders.fire(reminder_id=row.pk)
    assert "call" in heard.events(ada, "notification")[0]["title"]
