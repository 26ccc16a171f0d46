"""Reminders are kept when their message is deleted."""

import pytest
from django.utils import timezone

from chat.models import Reminder

pytestmark = pytest.mark.django_db


def test_a_reminder_outlives_its_message(ada, kitchen, say):
    message = say(ada, kitchen)
    reminder = Reminder.objects.create(user=ada, text="call", remind_at=timezone.now(), message=message)
    message.delete()
    reminder.refresh_from_db()
    assert (reminder.message, str(reminder)) == (None, "call")
