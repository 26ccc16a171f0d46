"""Memberships: one for a person in a room."""

import pytest
from django.db import IntegrityError, transaction

from chat.models import Membership, Role, Room

pytestmark = pytest.mark.django_db


def test_nobody_is_in_a_room_twice(ada, kitchen):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(room=kitchen, user=ada)


@pytest.mark.parametrize(("role", "moderates"), [(Role.OWNER, True), (Role.MODERATOR, True), (Role.MEMBER, False)])
def test_owners_and_moderators_moderate(role, moderates):
    assert Membership(role=role).moderates is moderates


def test_a_membership_goes_with_its_room(kitchen, pantry):
    kitchen.messages.all().delete()
    kitchen.delete()
    assert set(Membership.objects.values_list("room_id", flat=True)) == {pantry.pk}
    assert Room.objects.count() == 1


def test_a_membership_is_called_by_both(ada, kitchen):
    assert str(kitchen.memberships.get(user=ada)) == "ada in Kitchen"
