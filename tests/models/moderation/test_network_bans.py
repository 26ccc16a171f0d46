from datetime import timedelta

import pytest
from django.utils import timezone

from chat.models import NetworkBan


@pytest.mark.django_db
def test_a_ban_is_in_force_until_its_end_or_its_undoing():
    now = timezone.now()
    common = {"network": "192.0.2.0/24", "reason": "Spam", "created_at": now}
    endless = NetworkBan.objects.create(**common)
    lasting = NetworkBan.objects.create(**common, until=now + timedelta(seconds=1))
    NetworkBan.objects.create(**common, until=now)
    NetworkBan.objects.create(**common, undone_at=now)
    assert set(NetworkBan.objects.in_force(now)) == {endless, lasting}
    assert str(endless) == "192.0.2.0/24"
