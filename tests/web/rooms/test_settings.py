import pytest

from chat.actions.people import preferences
from chat.actions.rooms import memberships, rooms
from chat.models import AddedBy, Membership, Role


@pytest.fixture
def settings_of(kitchen):
    return f"/rooms/{kitchen.pk}/settings/"


def role_of(room, user):
    found = Membership.objects.filter(room=room, user=user).first()
    return found and found.role


def test_a_moderator_renames_the_room(client, cy, kitchen, settings_of):
    client.force_login(cy)
    assert client.post(settings_of, {"name": "Galley", "topic": "Soup"})["Location"] == settings_of
    kitchen.refresh_from_db()
    assert (kitchen.name, kitchen.topic) == ("Galley", "Soup")


def test_a_member_sees_the_page_without_the_forms_and_cannot_use_them(client, bob, kitchen, settings_of):
    client.force_login(bob)
    page = client.get(settings_of).content.decode()
    assert 'name="topic"' not in page and "Leave the room" in page
    assert "Only a moderator" in client.post(settings_of, {"name": "Mine"}).content.decode()
    kitchen.refresh_from_db()
    assert kitchen.name == "Kitchen"


def test_a_taken_name_is_refused_at_its_field(client, ada, kitchen, settings_of):
    rooms.create(by=ada, name="Attic")
    client.force_login(ada)
    response = client.post(settings_of, {"name": "Attic", "topic": ""})
    assert response.status_code == 422 and "public room with this name" in response.content.decode()


def test_non_members_cannot_open_the_settings(client, eve, settings_of):
    client.force_login(eve)
    assert client.get(settings_of).status_code == 404


def test_direct_conversations_have_no_settings(as_ada, ada, bob):
    room, _ = rooms.open_direct(by=ada, user_ids=[bob.pk])
    assert as_ada.get(f"/rooms/{room.pk}/settings/").status_code == 404


def test_a_member_is_added_by_username(as_ada, eve, kitchen, settings_of):
    page = as_ada.post(f"/rooms/{kitchen.pk}/members/", {"username": "EVE"}, follow=True).content.decode()
    assert "is in the room now" in page and role_of(kitchen, eve) == Role.MEMBER


def test_an_unknown_username_shows_an_error(as_ada, kitchen):
    page = as_ada.post(f"/rooms/{kitchen.pk}/members/", {"username": "nobody"}, follow=True).content.decode()
    assert "No user has this name" in page


def test_only_an_owner_changes_roles(client, ada, bob, cy, kitchen):
    address = f"/rooms/{kitchen.pk}/members/{bob.pk}/role/"
    client.force_login(cy)
    client.post(address, {"role": "moderator"})
    assert role_of(kitchen, bob) == Role.MEMBER
    client.force_login(ada)
    client.post(address, {"role": "emperor"})
    assert role_of(kitchen, bob) == Role.MEMBER
    client.post(address, {"role": "moderator"})
    assert role_of(kitchen, bob) == Role.MODERATOR


def test_a_moderator_removes_a_member(client, bob, cy, kitchen):
    client.force_login(cy)
    client.post(f"/rooms/{kitchen.pk}/members/{bob.pk}/remove/")
    assert role_of(kitchen, bob) is None


def test_removing_yourself_redirects_home(client, cy, kitchen):
    client.force_login(cy)
    assert client.post(f"/rooms/{kitchen.pk}/members/{cy.pk}/remove/")["Location"] == "/"


def test_an_owner_archives_the_room_and_reopens_it(as_ada, kitchen):
    as_ada.post(f"/rooms/{kitchen.pk}/archive/")
    kitchen.refresh_from_db()
    assert kitchen.is_archived
    as_ada.post(f"/rooms/{kitchen.pk}/archive/", {"on": "0"})
    kitchen.refresh_from_db()
    assert not kitchen.is_archived


def test_the_number_of_queries_is_fixed(as_ada, eve, kitchen, settings_of, django_assert_num_queries):
    with django_assert_num_queries(7):
        as_ada.get(settings_of)
    as_ada.post(f"/rooms/{kitchen.pk}/members/", {"username": "eve"}, follow=True)
    with django_assert_num_queries(7):
        as_ada.get(settings_of)


def test_somebody_who_is_asked_first_is_listed_and_the_invitation_withdrawn(as_ada, eve, kitchen, settings_of):
    preferences.set_added_by(by=eve, added_by=AddedBy.NOBODY)
    page = as_ada.post(f"/rooms/{kitchen.pk}/members/", {"username": "eve"}, follow=True).content.decode()
    assert "eve is asked first" in page and "has not answered" in page
    as_ada.post(f"/rooms/{kitchen.pk}/members/{eve.pk}/remove/")
    assert "has not answered" not in as_ada.get(settings_of).content.decode()


def test_moderators_see_whom_they_removed_and_let_them_in_again(client, as_ada, bob, cy, kitchen, settings_of):
    as_ada.post(f"/rooms/{kitchen.pk}/members/{bob.pk}/remove/")
    assert "Let in again" in as_ada.get(settings_of).content.decode()
    as_ada.post(f"/rooms/{kitchen.pk}/members/", {"username": "bob"})
    assert role_of(kitchen, bob) == Role.MEMBER
    assert "Let in again" not in as_ada.get(settings_of).content.decode()


def test_members_do_not_see_who_was_removed(client, ada, bob, eve, kitchen, settings_of):
    memberships.join(by=eve, room_id=kitchen.pk)
    memberships.remove(by=ada, room_id=kitchen.pk, user_id=eve.pk)
    client.force_login(bob)
    assert "@eve" not in client.get(settings_of).content.decode()


def test_an_owner_chooses_how_long_messages_stay_and_members_read_it(client, ada, bob, kitchen, settings_of):
    address = f"/rooms/{kitchen.pk}/settings/retention/"
    client.force_login(ada)
    assert "stay for ever" in client.get(settings_of).content.decode()
    assert client.post(address, {"days": "7"})["Location"] == settings_of
    client.post(address, {"days": "many"})
    client.force_login(bob)
    page = client.get(settings_of).content.decode()
    assert "after 7 days" in page and 'name="days"' not in page
    client.post(address, {"days": ""})
    kitchen.refresh_from_db()
    assert kitchen.retention_days == 7
    client.force_login(ada)
    client.post(address, {"days": ""})
    kitchen.refresh_from_db()
    assert kitchen.retention_days == 0
