"""Every change of a room's members writes and announces the same things."""

import pytest
from django.db import transaction

from chat.actions.changes.numbering import lock_room
from chat.actions.rooms.membership_changes import add_members, remove_member
from chat.models import Membership
from tests.support.convergence import converging
from tests.support.factories import create_user

pytestmark = pytest.mark.django_db


def test_several_people_are_added_with_one_line_and_each_is_announced(ada, bob, kitchen):
    people = [create_user("dan"), create_user("fay")]
    with converging(ada, bob, *people) as heard, transaction.atomic():
        add_members(lock_room(kitchen.pk), people, by=ada, event_name="added", text="Ada added two")
    assert heard.types(bob) == ["chat:message", "room:user-joined", "room:user-joined"]
    kitchen.refresh_from_db()
    assert kitchen.member_count == Membership.objects.filter(room=kitchen).count() == 5


def test_a_removal_reaches_the_person_before_what_follows_it(ada, bob, kitchen):
    with converging(ada, bob) as heard, transaction.atomic():
        room = lock_room(kitchen.pk)
        membership = Membership.objects.select_related("user").get(room=room, user=bob)
        remove_member(room, membership, by=bob, event_name="left", text="bob left", reason="left")
    assert heard.types(bob) == ["room:removed"]
    assert heard.types(ada) == ["chat:message", "room:user-left"]
