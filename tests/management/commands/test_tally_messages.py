from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from chat.models import DayTally, Message
from tests.support.factories import create_room, create_user


@pytest.mark.django_db
def test_it_counts_until_nothing_is_left() -> None:
    create_room(create_user("ada"))
    Message.objects.update(created_at=timezone.now() - timezone.timedelta(days=1), kind="message")
    out = StringIO()
    call_command("tally_messages", stdout=out)
    assert out.getvalue().endswith("messages counted\n")
    assert DayTally.objects.get().messages == Message.objects.count()
