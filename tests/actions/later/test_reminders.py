"""Reminders: at their time, once, for their owner alone."""

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


def test_a_reminder_of_a_text_is_told_once_and_stays_in_the_list(ada, bob):
    with converging(ada, deaf=[bob]) as heard:
        row = remind(ada, text="call  mum\n")
    assert heard.events(ada) == [{"scheduled": 0, "refused": 0, "reminders": 1, "due": 0}]
    make_due(row)
    with converging(ada, deaf=[bob]) as heard:
        reminders.fire(reminder_id=row.pk)
    told, counts = heard.events(ada)
    assert (told["kind"], told["title"], told["body"], told["url"]) == ("reminder", "Reminder: call mum", "", "/")
    assert "roomId" not in told
    assert counts == {"scheduled": 0, "refused": 0, "reminders": 0, "due": 1}
    with converging(deaf=[ada]):
        reminders.fire(reminder_id=row.pk)
    assert [each.fired_at is not None for each in later.reminders(ada.pk).reminders] == [True]


def test_a_reminder_before_its_time_says_nothing(ada):
    row = remind(ada, text="call")
    with converging(deaf=[ada]):
        reminders.fire(reminder_id=row.pk)


def test_a_reminder_about_a_message_shows_the_message_as_it_is_then(ada, bob, kitchen, say):
    message = say(bob, kitchen, "the **figures**")
    row = remind(ada, message_id=message.pk)
    make_due(row)
    messages.edit(by=bob, message_id=message.pk, content="the new figures")
    with converging(ada, deaf=[bob]) as heard:
        reminders.fire(reminder_id=row.pk)
    told = heard.events(ada, "notification")[0]
    assert (told["body"], told["messageId"], told["roomId"]) == ("the new figures", message.pk, kitchen.pk)
    assert told["url"] == f"/rooms/{kitchen.pk}/at/{message.seq}/"


@pytest.mark.parametrize("hindrance", ["deleted", "left"])
def test_nothing_is_told_of_a_message_that_its_owner_cannot_see_any_more(ada, bob, pantry, say, hindrance):
    message = say(ada, pantry, "secret")
    row = remind(bob, message_id=message.pk, text="ask")
    make_due(row)
    if hindrance == "deleted":
        messages.delete(by=ada, message_id=message.pk)
    else:
        memberships.leave(by=bob, room_id=pantry.pk)
    with converging(bob, deaf=[ada]) as heard:
        reminders.fire(reminder_id=row.pk)
    told = heard.events(bob, "notification")[0]
    assert (told["title"], told["body"]) == ("Reminder: ask", "")
    assert ("roomId" in told) == (hindrance == "deleted")


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


def test_a_reminder_that_is_done_is_gone(ada, bob):
    row = remind(ada, text="call")
    with pytest.raises(NotFound):
        reminders.drop(by=bob, reminder_id=row.pk)
    with converging(ada, deaf=[bob]):
        reminders.drop(by=ada, reminder_id=row.pk)
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("text", ["", " \n", "x" * (conf.REMINDER_LENGTH + 1), "a\x00b"])
def test_a_reminder_of_nothing_or_of_too_much_is_refused(ada, text):
    with pytest.raises(ChatError) as refusal:
        remind(ada, text=text)
    assert refusal.value.fields.keys() == {"text"}


def test_what_one_may_not_see_one_is_not_reminded_of(ada, eve, pantry, say):
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


def test_a_time_that_makes_no_sense_is_refused(ada):
    with pytest.raises(Invalid):
        remind(ada, text="x", at=timezone.now() - timedelta(days=1))


def test_so_many_are_kept_and_no_more(ada, monkeypatch):
    monkeypatch.setattr(conf, "REMINDERS_PER_USER", 1)
    remind(ada, text="x")
    with pytest.raises(Conflict):
        remind(ada, text="y")


def test_they_speak_their_owners_language(ada):
    ada.language = "zh-hans"
    ada.save()
    row = remind(ada, text="call")
    make_due(row)
    with converging(ada) as heard:
        reminders.fire(reminder_id=row.pk)
    assert "call" in heard.events(ada, "notification")[0]["title"]
