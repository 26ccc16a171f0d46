"""Many read marks move in one statement, and their positions are read in another one."""

import pytest
from django.db import transaction

from chat.actions.messages.read_mark_sql import Target, lock, move, positions
from chat.models import Membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(ada, kitchen, say):
    return [say(ada, kitchen, "@bob" if number == 2 else f"{number}") for number in range(4)]


def member(user, room):
    return Membership.objects.get(user=user, room=room)


def test_marks_of_many_people_and_rooms_move_in_one_statement(
    ada, bob, cy, kitchen, pantry, talk, say, django_assert_num_queries
):
    say(ada, pantry, "here too")
    pantry.refresh_from_db()
    targets = [
        Target(bob.pk, kitchen.pk, talk[1].seq, False),
        Target(cy.pk, kitchen.pk, 2**63 - 1, False),
        Target(bob.pk, pantry.pk, pantry.last_seq, False),
        Target(ada.pk, kitchen.pk, 1, False),
    ]
    with django_assert_num_queries(1):
        moved = move(targets, wait=False)
    assert moved == {member(bob, kitchen).pk, member(cy, kitchen).pk, member(bob, pantry).pk}
    with django_assert_num_queries(1):
        found = {position.place: position for position in positions(targets)}
    assert found[bob.pk, kitchen.pk][3:] == (talk[1].seq, talk[-1].seq, 1)
    assert found[cy.pk, kitchen.pk][3:] == (talk[-1].seq, talk[-1].seq, 0)
    assert found[ada.pk, kitchen.pk][3:] == (talk[-1].seq, talk[-1].seq, 0)


def test_a_mark_moves_back_only_if_it_may(bob, kitchen, talk):
    move([Target(bob.pk, kitchen.pk, talk[-1].seq, False)], wait=False)
    assert move([Target(bob.pk, kitchen.pk, talk[0].seq, False)], wait=False) == set()
    assert move([Target(bob.pk, kitchen.pk, talk[0].seq, True)], wait=False) == {member(bob, kitchen).pk}
    assert move([Target(bob.pk, kitchen.pk, talk[0].seq, True)], wait=False) == set()
    assert member(bob, kitchen).read_seq == talk[0].seq


def test_people_who_are_not_in_the_room_are_left_out(eve, kitchen, talk):
    targets = [Target(eve.pk, kitchen.pk, 1, False), Target(eve.pk, 2**40, 1, True)]
    assert move(targets, wait=False) == set()
    assert positions(targets) == []


def test_a_position_has_reached_its_target_or_the_last_message(bob, kitchen, talk):
    forward = Target(bob.pk, kitchen.pk, 2**63 - 1, False)
    back = forward._replace(seq=talk[0].seq, back=True)
    for target, reached in ((forward, [True, False]), (back, [False, True])):
        move([target], wait=True)
        [position] = positions([target])
        assert [position.has_reached(each) for each in (forward, back)] == reached


def test_members_are_found_by_membership_and_by_what_they_have_not_read(ada, bob, cy, kitchen, pantry, talk):
    read = member(cy, kitchen)
    move([Target(cy.pk, kitchen.pk, talk[2].seq, False)], wait=True)
    expected = [
        ([], {kitchen.pk: talk[2].seq}, [bob]),
        ([], {kitchen.pk: talk[3].seq}, [bob, cy]),
        ([read.pk], {kitchen.pk: talk[2].seq}, [bob, cy]),
        ([read.pk], {}, [cy]),
        ([member(bob, pantry).pk, read.pk], {}, [cy, bob]),
        ([], {kitchen.pk: 2**40, pantry.pk: 1}, [ada, bob, cy]),
    ]
    for ids, unread_before, people in expected:
        with transaction.atomic():
            assert [position.user_id for position in lock(ids, unread_before)] == [person.pk for person in people]
    [position] = lock([member(bob, kitchen).pk], {})
    assert position == positions([Target(bob.pk, kitchen.pk, 0, False)])[0]
    assert (position.state.unread, position.state.mentions) == (position.last_seq - position.read_seq, 1)
