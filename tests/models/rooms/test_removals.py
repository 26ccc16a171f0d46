"""Removals from rooms: one for each person and room."""

import pytest
from django.db import IntegrityError, transaction

from chat.models import RoomRemoval

pytestmark = pytest.mark.django_db


def test_a_person_is_removed_from_a_room_once(ada, bob, kitchen):
    RoomRemoval.objects.create(room=kitchen, user=bob, removed_by=ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoomRemoval.objects.create(room=kitchen, user=bob, removed_by=ada)
