"""The invitation page of staff."""

import pytest

from chat.actions.people import invitations
from chat.models import Invitation
from tests.support.factories import create_user


@pytest.fixture
def boss(db):
    return create_user("boss", is_admin=True)


@pytest.fixture
def as_boss(client, boss):
    client.force_login(boss)
    return client


def test_the_page_is_not_found_for_other_users(as_ada, boss):
    created = invitations.invite(by=boss)
    assert as_ada.get("/invitations/").status_code == 404
    assert as_ada.post("/invitations/", {"uses": "1"}).status_code == 404
    assert as_ada.post(f"/invitations/{created.pk}/withdraw/").status_code == 404
    assert Invitation.objects.count() == 1


def test_a_new_link_is_listed_in_full(as_boss):
    assert as_boss.post("/invitations/", {"uses": "3"})["Location"] == "/invitations/"
    created = Invitation.objects.get()
    assert created.uses_left == 3
    assert f"http://testserver/join/{created.code}/" in as_boss.get("/invitations/").content.decode()


@pytest.mark.parametrize("uses", ["0", "-1", "101", "many", "", "9" * 30])
def test_an_invitation_needs_a_valid_number_of_people(as_boss, uses):
    assert as_boss.post("/invitations/", {"uses": uses}).status_code == 400
    assert not Invitation.objects.exists()


def test_a_withdrawn_invitation_is_no_longer_listed(as_boss, boss):
    created = invitations.invite(by=boss)
    assert as_boss.post(f"/invitations/{created.pk}/withdraw/").status_code == 302
    assert as_boss.post(f"/invitations/{created.pk}/withdraw/").status_code == 404
    assert not Invitation.objects.exists()


def test_get_does_not_withdraw(as_boss, boss):
    created = invitations.invite(by=boss)
    assert as_boss.get(f"/invitations/{created.pk}/withdraw/").status_code == 405


def test_the_number_of_queries_does_not_grow_with_the_invitations(as_boss, boss, django_assert_num_queries):
    as_boss.get("/invitations/")
    for _ in range(5):
        invitations.invite(by=boss)
    with django_assert_num_queries(3):  # session, user, invitations
        as_boss.get("/invitations/")


@pytest.mark.parametrize(("signup", "told"), [("open", "everyone can"), ("closed", "nobody can use"), ("invite", "")])
def test_the_page_explains_whether_sign_up_needs_an_invitation(as_boss, settings, signup, told):
    settings.SIGNUP = signup
    text = as_boss.get("/invitations/").content.decode()
    assert told in text
    assert ('class="notice' in text) is bool(told)
