"""Invitations into rooms: one for each person and room."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from chat.models import RoomInvitation

pytestmark = pytest.mark.django_db


def test_a_second_invitation_of_a_person_into_a_room_is_refused(ada, eve, kitchen):
    RoomInvitation.objects.create(room=kitchen, user=eve, invited_by=ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoomInvitation.objects.create(room=kitchen, user=eve, invited_by=ada, declined_at=timezone.now())


def test_a_declined_invitation_does_not_wait(ada, eve, bob, kitchen):
    waiting = RoomInvitation.objects.create(room=kitchen, user=eve, invited_by=ada)
    RoomInvitation.objects.create(room=kitchen, user=bob, invited_by=ada, declined_at=timezone.now())
    assert list(RoomInvitation.objects.waiting()) == [waiting]
