import pytest
from django.db import IntegrityError
from django.utils import timezone

from chat.models import Report
from tests.support.fixtures import *  # noqa: F403


@pytest.mark.django_db
def test_a_person_reports_a_message_once(ada, bob, kitchen, say):
    values = {"message": say(bob, kitchen), "room": kitchen, "reporter": ada, "created_at": timezone.now()}
    Report.objects.create(**values, reason="spam")
    with pytest.raises(IntegrityError):
        Report.objects.create(**values, reason="abuse")
