"""The permission to watch a person or a room."""

import pytest

from chat.actions.people import status
from chat.actions.rooms import memberships, rooms
from chat.delivery.hub import Hub
from chat.delivery.presence import Presence
from chat.errors import NotFound
from chat.protocol.watching import Watch
from chat.queries import watching
from tests.support.factories import create_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def presence() -> Presence:
    return Presence(Hub())


def state(user, presence, *people, room=None):
    watch = Watch(userIds=[getattr(each, "pk", each) for each in people], roomId=room and room.pk)
    return watching.state(user.pk, watch, presence)


def test_people_who_share_no_room_look_like_people_who_do_not_exist(ada, bob, eve, kitchen, presence):
    status.record_last_seen(user_ids=[bob.pk, eve.pk])
    presence.people.update({eve.pk: "online"})
    shared, stranger, nobody = state(ada, presence, bob, eve, 999_999).people
    assert (shared.status, shared.last_seen_at is None) == ("offline", False)
    assert stranger.model_copy(update={"user_id": 0}) == nobody.model_copy(update={"user_id": 0})
    assert (stranger.status, stranger.last_seen_at) == ("offline", None)


def test_people_who_are_here_have_no_last_seen_time(ada, bob, cy, kitchen, presence):
    status.record_last_seen(user_ids=[bob.pk, cy.pk])
    presence.people.update({bob.pk: "away", cy.pk: "online"})
    people = state(ada, presence, cy, bob, cy).people
    assert [(each.user_id, each.status, each.last_seen_at) for each in people] == [
        (cy.pk, "online", None),
        (bob.pk, "away", None),
    ]


def test_a_direct_room_is_shared_and_oneself_is_always_visible(bob, eve, presence):
    rooms.open_direct(by=bob, user_ids=[eve.pk])
    presence.people.update({bob.pk: "online", eve.pk: "away"})
    assert [each.status for each in state(bob, presence, eve, bob).people] == ["away", "online"]
    loner = create_user("loner")
    presence.people[loner.pk] = "online"
    assert [each.status for each in state(loner, presence, loner, bob).people] == ["online", "offline"]


def test_who_left_every_shared_room_is_a_stranger(ada, bob, kitchen, presence):
    presence.people.update({bob.pk: "online"})
    memberships.remove(by=ada, room_id=kitchen.pk, user_id=bob.pk)
    assert [each.status for each in state(ada, presence, bob).people] == ["offline"]


def test_a_room_counts_the_members_who_are_here(ada, bob, eve, kitchen, presence):
    presence.people.update({ada.pk: "online", bob.pk: "away", eve.pk: "online"})
    assert state(ada, presence, room=kitchen).online == 2
    assert state(ada, presence).online is None


def test_only_members_may_watch_a_room(eve, kitchen, pantry, presence):
    for room_id in (kitchen.pk, pantry.pk, 999_999):
        with pytest.raises(NotFound):
            watching.state(eve.pk, Watch(roomId=room_id), presence)


def test_any_number_of_people_takes_a_fixed_number_of_queries(ada, bob, cy, kitchen, django_assert_num_queries):
    for people in ([bob.pk], [bob.pk, cy.pk, *range(10_000, 10_100)]):
        with django_assert_num_queries(2):
            watching.permitted(ada.pk, Watch(userIds=people, roomId=kitchen.pk))
    with django_assert_num_queries(0):
        assert watching.permitted(ada.pk, Watch()) == {}


def test_somebody_who_hides_does_not_count_as_here_by_asking(ada, bob, kitchen, presence):
    presence.people.update({bob.pk: "online"})
    watch = Watch(userIds=[], roomId=kitchen.pk)
    assert watching.state(ada.pk, watch, presence).online == 2
    assert watching.state(ada.pk, watch, presence, is_hidden=True).online == 1
