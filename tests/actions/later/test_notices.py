"""Notices about scheduled messages and reminders reach their owner alone."""

import pytest
from django.utils import timezone

from chat.actions.later import notices
from chat.protocol.notifications import Notification
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db


def test_only_the_owner_receives_the_counts(ada, bob):
    with converging(ada, deaf=[bob]) as heard:
        notices.announce_counts(ada.pk)
    assert heard.events(ada) == [{"scheduled": 0, "refused": 0, "reminders": 0, "due": 0}]


def test_only_the_owner_receives_a_notification(ada, bob):
    notification = Notification(id=1, kind="reminder", title="Tea", body="", url="/", created_at=timezone.now())
    with converging(ada, deaf=[bob]) as heard:
        notices.notify(ada.pk, notification)
    assert [told["title"] for told in heard.events(ada)] == ["Tea"]
