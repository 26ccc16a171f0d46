"""Scheduled messages have one row for each author and client id."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from chat.models import ScheduledMessage

pytestmark = pytest.mark.django_db


def test_an_author_schedules_a_client_id_once(ada, bob, kitchen):
    facts = {"room": kitchen, "content": "hi", "client_id": uuid.uuid4(), "send_at": timezone.now()}
    ScheduledMessage.objects.create(author=ada, **facts)
    ScheduledMessage.objects.create(author=bob, **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        ScheduledMessage.objects.create(author=ada, **facts)
