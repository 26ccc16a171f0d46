"""The administration's page of invitations."""

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


def test_to_others_there_is_no_such_page(as_ada, boss):
    made = invitations.invite(by=boss)
    assert as_ada.get("/invitations/").status_code == 404
    assert as_ada.post("/invitations/", {"uses": "1"}).status_code == 404
    assert as_ada.post(f"/invitations/{made.pk}/withdraw/").status_code == 404
    assert Invitation.objects.count() == 1


def test_a_link_is_made_and_listed_whole(as_boss):
    assert as_boss.post("/invitations/", {"uses": "3"})["Location"] == "/invitations/"
    made = Invitation.objects.get()
    assert made.uses_left == 3
    assert f"http://testserver/join/{made.code}/" in as_boss.get("/invitations/").content.decode()


@pytest.mark.parametrize("uses", ["0", "-1", "101", "many", "", "9" * 30])
def test_an_invitation_for_no_number_of_people_is_refused(as_boss, uses):
    assert as_boss.post("/invitations/", {"uses": uses}).status_code == 400
    assert not Invitation.objects.exists()


def test_a_withdrawn_invitation_is_gone(as_boss, boss):
    made = invitations.invite(by=boss)
    assert as_boss.post(f"/invitations/{made.pk}/withdraw/").status_code == 302
    assert as_boss.post(f"/invitations/{made.pk}/withdraw/").status_code == 404
    assert not Invitation.objects.exists()


def test_looking_withdraws_nothing(as_boss, boss):
    made = invitations.invite(by=boss)
    assert as_boss.get(f"/invitations/{made.pk}/withdraw/").status_code == 405


def test_the_page_costs_the_same_however_many_there_are(as_boss, boss, django_assert_num_queries):
    as_boss.get("/invitations/")
    for _ in range(5):
        invitations.invite(by=boss)
    with django_assert_num_queries(3):  # session, user, invitations
        as_boss.get("/invitations/")


@pytest.mark.parametrize(("signup", "told"), [("open", "everyone can"), ("closed", "nobody can use"), ("invite", "")])
def test_the_page_says_what_invitations_are_worth_here(as_boss, settings, signup, told):
    settings.SIGNUP = signup
    text = as_boss.get("/invitations/").content.decode()
    assert told in text
    assert ('class="notice' in text) is bool(told)
