"""Memberships: one for each user and room."""

import pytest
from django.db import IntegrityError, transaction

from chat.models import Membership, Role, Room

pytestmark = pytest.mark.django_db


def test_a_second_membership_of_a_user_in_a_room_is_refused(ada, kitchen):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(room=kitchen, user=ada)


@pytest.mark.parametrize(("role", "moderates"), [(Role.OWNER, True), (Role.MODERATOR, True), (Role.MEMBER, False)])
def test_owners_and_moderators_moderate(role, moderates):
    assert Membership(role=role).moderates is moderates


def test_memberships_are_deleted_with_their_room(kitchen, pantry):
    kitchen.messages.all().delete()
    kitchen.delete()
    assert set(Membership.objects.values_list("room_id", flat=True)) == {pantry.pk}
    assert Room.objects.count() == 1


def test_the_text_of_a_membership_names_user_and_room(ada, kitchen):
    assert str(kitchen.memberships.get(user=ada)) == "ada in Kitchen"
