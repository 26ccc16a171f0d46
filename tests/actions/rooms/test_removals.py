"""Somebody who was removed from a public room does not walk back in."""

import pytest

from chat.actions.people import preferences
from chat.actions.rooms import memberships
from chat.errors import Forbidden
from chat.models import AddedBy, AuditEntry, Membership, Role, RoomRemoval
from chat.queries.rooms import public_rooms, sidebar
from tests.support.convergence import converging
from tests.support.factories import create_user
from tests.support.moderation import act

pytestmark = pytest.mark.django_db


def nobody_here(room_id):
    return 0


def test_whom_a_moderator_removed_cannot_join(ada, bob, cy, kitchen):
    with converging(ada, cy, bob) as heard:
        memberships.remove(by=cy, room_id=kitchen.pk, user_id=bob.pk)
    assert heard.events(bob, "room:removed") == [{"roomId": kitchen.pk, "reason": "removed"}]
    with pytest.raises(Forbidden):
        memberships.join(by=bob, room_id=kitchen.pk)
    assert not Membership.objects.filter(room=kitchen, user=bob).exists()


def test_a_removal_is_in_the_audit_log_and_leaving_is_not(ada, bob, cy, kitchen):
    memberships.remove(by=ada, room_id=kitchen.pk, user_id=bob.pk)
    memberships.remove(by=cy, room_id=kitchen.pk, user_id=cy.pk)
    entry = AuditEntry.objects.get(event="room.remove")
    assert (entry.actor_id, entry.person_id, entry.room_id) == (ada.pk, bob.pk, kitchen.pk)


def test_whom_staff_removed_cannot_join(bob, kitchen):
    warden = create_user("warden")
    warden.is_staff = warden.is_superuser = True
    memberships.remove(by=warden, room_id=kitchen.pk, user_id=bob.pk, as_staff=True)
    with pytest.raises(Forbidden):
        memberships.join(by=bob, room_id=kitchen.pk)


def test_who_left_may_come_back(bob, kitchen):
    memberships.leave(by=bob, room_id=kitchen.pk)
    assert memberships.join(by=bob, room_id=kitchen.pk).role == "member"


def test_staff_who_remove_themselves_may_come_back(bob, kitchen):
    bob.is_staff = bob.is_superuser = True
    memberships.remove(by=bob, room_id=kitchen.pk, user_id=bob.pk, as_staff=True)
    assert memberships.join(by=bob, room_id=kitchen.pk).role == "member"


def test_only_a_moderator_lets_somebody_in_again(ada, bob, cy, kitchen):
    friend = create_user("friend")
    memberships.join(by=friend, room_id=kitchen.pk)
    memberships.remove(by=ada, room_id=kitchen.pk, user_id=bob.pk)
    with pytest.raises(Forbidden):
        memberships.add(by=friend, room_id=kitchen.pk, user_id=bob.pk)
    assert memberships.add(by=cy, room_id=kitchen.pk, user_id=bob.pk).user == bob
    assert not RoomRemoval.objects.exists()
    memberships.leave(by=bob, room_id=kitchen.pk)
    assert memberships.join(by=bob, room_id=kitchen.pk).role == "member"


def test_somebody_who_has_to_be_asked_comes_back_by_accepting(ada, bob, kitchen):
    preferences.set_added_by(by=bob, added_by=AddedBy.NOBODY)
    memberships.remove(by=ada, room_id=kitchen.pk, user_id=bob.pk)
    memberships.add(by=ada, room_id=kitchen.pk, user_id=bob.pk)
    assert not Membership.objects.filter(room=kitchen, user=bob).exists()
    assert memberships.join(by=bob, room_id=kitchen.pk).role == "member"


def test_a_private_room_remembers_who_was_removed_until_they_are_back(ada, bob, pantry):
    memberships.remove(by=ada, room_id=pantry.pk, user_id=bob.pk)
    assert RoomRemoval.objects.filter(room=pantry, user=bob).exists()
    memberships.add(by=ada, room_id=pantry.pk, user_id=bob.pk)
    assert not RoomRemoval.objects.exists()


def test_the_entry_of_the_room_says_so_to_them_alone(ada, bob, eve, kitchen):
    memberships.remove(by=ada, room_id=kitchen.pk, user_id=bob.pk)
    assert sidebar.entry(bob.pk, kitchen.pk, nobody_here).to_dict()["removed"] is True
    assert "removed" not in sidebar.entry(eve.pk, kitchen.pk, nobody_here).to_dict()
    [listed] = public_rooms.public_rooms(bob.pk, nobody_here).rooms
    assert listed.removed


def test_whom_a_moderator_kicked_sees_it_in_the_entry_of_the_room(cy, bob, kitchen):
    act(cy, "kick", user_id=bob.pk, room_id=kitchen.pk)
    assert sidebar.entry(bob.pk, kitchen.pk, nobody_here).to_dict()["removed"] is True
    [listed] = public_rooms.public_rooms(bob.pk, nobody_here).rooms
    assert listed.removed


def test_a_moderator_of_the_room_does_not_let_in_whom_staff_kicked(sam, ada, bob, kitchen):
    act(sam, "kick", user_id=bob.pk, room_id=kitchen.pk)
    with pytest.raises(Forbidden):
        memberships.add(by=ada, room_id=kitchen.pk, user_id=bob.pk)
    memberships.join(by=sam, room_id=kitchen.pk)
    memberships.set_role(by=ada, room_id=kitchen.pk, user_id=sam.pk, role=Role.MODERATOR)
    assert memberships.add(by=sam, room_id=kitchen.pk, user_id=bob.pk).user == bob
