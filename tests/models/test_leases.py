"""Which rows may be claimed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chat.models import Reminder

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("seconds", "is_dead", "claimable"), [(None, False, 1), (-1, False, 1), (0, False, 1), (1, False, 0), (-1, True, 0)]
)
def test_a_row_is_claimable_unless_it_is_leased_paused_or_dead(ada, seconds, is_dead, claimable):
    now = timezone.now()
    claimable_at = None if seconds is None else now + timedelta(seconds=seconds)
    Reminder.objects.create(user=ada, remind_at=now, claimable_at=claimable_at, dead_at=now if is_dead else None)
    assert Reminder.objects.claimable(now).count() == claimable
