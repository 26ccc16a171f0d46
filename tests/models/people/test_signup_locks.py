from datetime import timedelta

import pytest
from django.utils import timezone

from chat.models import SignupLock


@pytest.mark.django_db
def test_a_closing_is_in_force_until_its_end_or_until_it_is_lifted():
    now = timezone.now()
    endless = SignupLock.objects.create(reason="Spam", created_at=now)
    lasting = SignupLock.objects.create(reason="Spam", created_at=now, until=now + timedelta(seconds=1))
    SignupLock.objects.create(reason="Spam", created_at=now, until=now)
    SignupLock.objects.create(reason="Spam", created_at=now, ended_at=now)
    assert set(SignupLock.objects.in_force(now)) == {endless, lasting}
    assert str(endless) == "Spam"
