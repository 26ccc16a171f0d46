from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from chat.models import Grant
from tests.support.factories import create_room, create_user


@pytest.mark.django_db
def test_a_grant_is_in_force_from_its_beginning_to_its_end():
    now, user = timezone.now(), create_user("ruth", is_admin=True)
    hour = timedelta(hours=1)

    def make(**times):
        room = create_room(create_user(f"owner{Grant.objects.count()}"), kind="private")
        return Grant.objects.create(room=room, user=user, reason="Look", created_at=now, **times)

    make()
    make(begun_at=now - hour, expires_at=now)
    make(begun_at=now - hour, expires_at=now + hour, ended_at=now)
    running = make(begun_at=now - hour, expires_at=now + hour)
    assert list(Grant.objects.in_force(now)) == [running]
    assert list(Grant.objects.room_ids(user.pk)) == [running.room_id]
    user.is_superuser = False
    user.save(update_fields=["is_superuser"])
    assert not Grant.objects.room_ids(user.pk).exists()
    with pytest.raises(IntegrityError):
        Grant.objects.create(room=running.room, user=user, reason="Again", created_at=now)
