"""The queues, the last actions and the activity on the start page."""

from datetime import UTC, timedelta

import pytest
from django.utils import timezone

from chat.models import Admission, DayTally, Report, User
from chat.queries.moderation import overview
from tests.support.factories import create_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def reports(ada, bob, kitchen, say):
    """A report of a person, one of the filter, and one that is closed."""
    common = {"room": kitchen, "reason": "spam", "created_at": timezone.now()}
    by = {"message": say(bob, kitchen), "reporter": ada}, {"message": say(bob, kitchen), "reporter": None}
    closed = {"message": say(bob, kitchen), "reporter": ada, "status": "closed"}
    return [Report.objects.create(**common, **fields) for fields in (*by, closed)]


def test_open_reports_of_people_and_of_the_filter_are_told_apart(reports):
    assert overview.open_reports().rows == reports[:1]
    assert overview.held_by_filter().rows == reports[1:2]


def test_the_oldest_wait_at_the_top_and_the_count_has_an_end(monkeypatch, db):
    monkeypatch.setattr(overview, "COUNTED", 7)
    for number in range(8):
        person = create_user(f"person{number}")
        Admission.objects.create(person=person, status="waiting", asked_at=timezone.now())
        if number == 5:
            assert overview.waiting_newcomers().text == "6"
    queue = overview.waiting_newcomers()
    assert (queue.rows[0].person.username, len(queue.rows)) == ("person0", overview.SHOWN)
    assert queue.text == "7+"


def test_new_people_are_those_who_may_enter(ada, bob):
    User.objects.filter(pk=bob.pk).update(is_newcomer=True)
    create_user("robo", is_bot=True)
    assert overview.newest_people() == [ada]


def test_a_trend_has_each_of_the_last_thirty_days(ada, bob, cy, reports):
    now = timezone.now()
    User.objects.filter(pk=cy.pk).update(is_bot=True)
    User.objects.filter(pk=bob.pk).update(date_joined=now - timedelta(days=2))
    User.objects.filter(pk=ada.pk).update(date_joined=now - timedelta(days=overview.DAYS + 1))
    trend = overview.trend_of_people()
    assert (len(trend.values), trend.total, trend.most, trend.values[-3]) == (30, 1, 1, 1)
    assert trend.last == now.astimezone(UTC).date()
    assert overview.trend_of_reports().values[-1] == 3


def test_the_trend_of_messages_counts_no_messages(db, django_assert_num_queries):
    today = timezone.now().astimezone(UTC).date()
    DayTally.objects.create(day=today, messages=1_000_000)
    DayTally.objects.create(day=today - timedelta(days=overview.DAYS), messages=7)
    with django_assert_num_queries(1) as queries:
        assert overview.trend_of_messages().total == 1_000_000
    assert "chat_message" not in queries[0]["sql"]
