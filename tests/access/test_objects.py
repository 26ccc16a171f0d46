"""Which objects a user may reach."""

import pytest

from chat import access
from chat.actions.messages import messages
from chat.actions.rooms import memberships, rooms
from chat.errors import ChatError, Forbidden, NotFound
from chat.models import User
from tests.support.factories import create_room
from tests.support.fixtures import *  # noqa: F403

pytestmark = pytest.mark.django_db
STRANGE = [
    "",
    "x",
    "cs_x",
    "cs_" + "x" * 10_000,
    "é",
    "\x00",
    "a" * 32 + "\x00",
    "' OR 1=1 --",
    "{}",
    "../../etc/passwd",
]


@pytest.fixture
def places(ada, bob, cy, kitchen, pantry, say):
    """Rooms by name. Ada and Bob have the direct room; Cy is a member of the other two."""
    attic = create_room(ada, name="Attic")
    rooms.archive(by=ada, room_id=attic.pk)
    direct, _ = rooms.open_direct(by=ada, user_ids=[bob.pk])
    return {"public": kitchen, "private": pantry, "direct": direct, "archived": attic}


def outcome(call):
    try:
        call()
    except ChatError as error:
        return error.code
    return "ok"


MATRIX = {
    # user: (room, outcomes of room_for, membership_for and moderated_room_for)
    ("ada", "public"): ("ok", "ok", "ok"),
    ("ada", "private"): ("ok", "ok", "ok"),
    ("ada", "direct"): ("ok", "ok", "forbidden"),
    ("ada", "archived"): ("ok", "ok", "ok"),
    ("bob", "public"): ("ok", "ok", "forbidden"),
    ("bob", "private"): ("ok", "ok", "forbidden"),
    ("bob", "direct"): ("ok", "ok", "forbidden"),
    ("bob", "archived"): ("ok", "not_a_member", "not_a_member"),
    ("cy", "public"): ("ok", "ok", "ok"),
    ("cy", "private"): ("ok", "ok", "ok"),
    ("cy", "direct"): ("not_found", "not_found", "not_found"),
    ("eve", "public"): ("ok", "not_a_member", "not_a_member"),
    ("eve", "private"): ("not_found", "not_found", "not_found"),
    ("eve", "direct"): ("not_found", "not_found", "not_found"),
}


@pytest.mark.parametrize(("who", "where"), MATRIX)
def test_which_user_reaches_which_room(ada, bob, cy, eve, places, who, where):
    user, room = {"ada": ada, "bob": bob, "cy": cy, "eve": eve}[who], places[where]
    doors = (access.room_for, access.membership_for, access.moderated_room_for)
    assert tuple(outcome(lambda door=door: door(user.pk, room.pk)) for door in doors) == MATRIX[who, where]


@pytest.mark.parametrize(("who", "where"), MATRIX)
def test_a_user_reaches_a_message_if_they_reach_its_room(ada, bob, cy, eve, places, who, where):
    user, room = {"ada": ada, "bob": bob, "cy": cy, "eve": eve}[who], places[where]
    message = room.messages.earliest("seq")
    for door in (access.message_for, access.room_id_of_message):
        assert outcome(lambda door=door: door(user.pk, message.pk)) == MATRIX[who, where][0]


@pytest.mark.parametrize("id", [0, -1, 999_999, 2**63 - 1])
def test_an_id_that_does_not_exist_is_not_found(ada, id):
    of_rooms = (access.room_for, access.membership_for, access.moderated_room_for)
    for door in (*of_rooms, access.message_for, access.room_id_of_message):
        with pytest.raises(NotFound):
            door(ada.pk, id)
    with pytest.raises(NotFound):
        access.person_for(id)


def test_a_hidden_object_and_a_missing_object_have_the_same_error(eve, pantry, ada, say):
    message = say(ada, pantry)
    of_message = ((door, message.pk) for door in (access.message_for, access.room_id_of_message))
    for door, id in ((access.room_for, pantry.pk), *of_message):
        with pytest.raises(NotFound) as not_yours:
            door(eve.pk, id)
        with pytest.raises(NotFound) as not_there:
            door(eve.pk, 999_999)
        assert not_yours.value.message == not_there.value.message


def test_a_user_who_has_left_a_private_room_does_not_reach_it(bob, pantry, ada, say):
    message = say(ada, pantry)
    memberships.leave(by=bob, room_id=pantry.pk)
    for door, id in (
        (access.room_for, pantry.pk),
        (access.membership_for, pantry.pk),
        (access.message_for, message.pk),
        (access.room_id_of_message, message.pk),
    ):
        with pytest.raises(NotFound):
            door(bob.pk, id)


def test_a_membership_is_loaded_with_its_room_and_user_in_one_query(ada, kitchen, django_assert_num_queries):
    with django_assert_num_queries(1):
        membership = access.membership_for(ada.pk, kitchen.pk)
        assert (membership.room, membership.user) == (kitchen, ada)


def test_a_deleted_message_is_still_reached(ada, kitchen, say):
    message = say(ada, kitchen, "secret")
    messages.delete(by=ada, message_id=message.pk)
    assert access.message_for(ada.pk, message.pk).content == ""


def test_a_deactivated_person_is_not_found(ada, bob):
    assert access.person_for(bob.pk) == bob
    User.objects.filter(pk=bob.pk).update(is_active=False)
    with pytest.raises(NotFound):
        access.person_for(bob.pk)


def test_a_member_who_does_not_moderate_the_room_is_forbidden(bob, kitchen):
    with pytest.raises(Forbidden):
        access.moderated_room_for(bob.pk, kitchen.pk)
