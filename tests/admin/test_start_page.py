"""The start page of the administration."""

import re

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat.admin.start_page import HEIGHT, WIDTH, line
from chat.models import Admission, DayTally, Message, ModerationAction, Report, User
from chat.queries.moderation.overview import Trend
from tests.support.factories import create_user

QUERIES = 16
"""Of the page of a superuser: session, user, two for the log of Django, and ours."""


def fill(kitchen, count):
    """Add as much of everything."""
    now, first = timezone.now(), kitchen.messages.first()
    for _ in range(count):
        person = create_user(f"p{User.objects.count()}")
        Admission.objects.create(person=person, status="waiting", asked_at=now)
        number = Message.objects.order_by("-seq").first().seq + 1
        message = Message.objects.create(
            room=kitchen, seq=number, rev=number, author=person, content="<b>Buy</b>", html="", created_at=now
        )
        common = {"message": message, "room": kitchen, "reason": "spam", "created_at": now}
        Report.objects.create(**common, reporter=person)
        Report.objects.create(**common, note="darn")
        ModerationAction.objects.create(kind="mute", person=person, reason="Shouting", created_at=now)
    assert first is not None


def test_it_shows_what_waits_and_what_happened(page, root, kitchen):
    fill(kitchen, 2)
    DayTally.objects.create(day=timezone.now().date(), messages=123)
    shown = page.get("/admin/").content.decode()
    assert "&lt;b&gt;Buy&lt;/b&gt;" in shown
    assert "<b>Buy</b>" not in shown
    for text in ("Open reports", "Held by the word filter", "Waiting for approval", "New people", "Shouting", "darn"):
        assert text in shown
    assert "Messages of the last 30 days: 123" in shown
    assert shown.count("<polyline") == 3


def test_an_empty_site_has_a_page_too(page):
    shown = page.get("/admin/").content.decode()
    assert "Nobody waits." in shown
    assert "NaN" not in shown


@pytest.mark.parametrize("count", [1, 12])
def test_it_costs_the_same_however_much_there_is(page, kitchen, count):
    fill(kitchen, count)
    page.get("/admin/")
    with CaptureQueriesContext(connection) as queries:
        page.get("/admin/")
    # A list that is shown in full is not counted.
    assert QUERIES - 3 <= len(queries) <= QUERIES
    assert not [query for query in queries if re.search(r'COUNT\(.* FROM "chat_message"', query["sql"], re.I)]


def test_moderators_see_their_part(client, kitchen, root):
    fill(kitchen, 1)
    stella = create_user("stella")
    stella.is_staff = True
    stella.save()
    stella.groups.set([Group.objects.get(name="Moderators")])
    client.force_login(stella)
    shown = client.get("/admin/").content.decode()
    assert "Open reports" in shown
    assert "New people" not in shown
    stella.groups.clear()
    shown = client.get("/admin/").content.decode()
    assert "Open reports" not in shown
    assert "<polyline" not in shown


def test_the_line_of_a_trend_fills_its_box():
    points = line(Trend(timezone.now().date(), [0, 5, 10]))["points"]
    assert [tuple(map(float, point.split(","))) for point in re.findall(r"[\d.,]+", points)] == [
        (0, HEIGHT - 2),
        (WIDTH / 2, HEIGHT / 2),
        (WIDTH, 2),
    ]
