"""The invitations that wait for people."""

import pytest

from chat.actions.people import preferences
from chat.actions.rooms import memberships, rooms
from chat.models import AddedBy
from chat.queries.rooms.invitations import invitations_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited(ada, bob, eve, kitchen, pantry):
    """Eve, who is invited into a room and a conversation."""
    preferences.set_added_by(by=eve, added_by=AddedBy.NOBODY)
    memberships.add(by=ada, room_id=pantry.pk, user_id=eve.pk)
    rooms.open_direct(by=ada, user_ids=[bob.pk, eve.pk])
    return eve


def test_the_oldest_comes_first_and_a_conversation_is_named_after_its_people(ada, invited):
    found = invitations_of([invited.pk])[invited.pk]
    assert [(each.name, each.by.id, each.member_count) for each in found] == [
        ("Pantry", ada.pk, 3),
        ("Ada Lovelace, bob", ada.pk, 2),
    ]


def test_everybody_sees_their_own(ada, bob, invited):
    found = invitations_of([ada.pk, bob.pk, invited.pk])
    assert {user_id: len(each) for user_id, each in found.items()} == {ada.pk: 0, bob.pk: 0, invited.pk: 2}


def test_few_queries_are_needed_and_one_for_those_without_invitations(ada, bob, invited, django_assert_num_queries):
    with django_assert_num_queries(1):
        invitations_of([ada.pk, bob.pk])
    with django_assert_num_queries(3):
        invitations_of([ada.pk, bob.pk, invited.pk])
    assert invitations_of([]) == {}
