"""Newcomers see their page, and nothing else of the site."""

import re

import pytest
from django.core import mail
from django.test import Client

from chat.actions.people import admissions, signup_locks
from chat.models import Admission, User
from tests.support.factories import PASSWORD, create_user

PAGE = "/accounts/waiting/"


def sign_up(client, name="dora"):
    return client.post(
        "/accounts/signup/", {"username": name, "password1": PASSWORD, "email": f"{name}@example.org"}, follow=True
    )


@pytest.fixture
def dora(client, settings, db):
    """A newcomer who has just signed up, and is logged in."""
    settings.SIGNUP_APPROVAL = True
    sign_up(client)
    return User.objects.get(username="dora")


def test_who_signs_up_comes_to_the_page_that_tells_them_to_wait(client, settings, db):
    settings.SIGNUP_APPROVAL = True
    response = sign_up(client)
    assert response.redirect_chain[-1] == (PAGE, 302)
    assert b"An administrator looks at your request" in response.content
    assert b'http-equiv="refresh"' in response.content


@pytest.mark.parametrize("path", ["/", "/rooms/", "/people/", "/profile/", "/admin/", "/search", "/setup/"])
def test_every_other_page_leads_there(client, dora, path):
    response = client.get(path)
    assert (response.status_code, response.headers.get("Location")) == (302, PAGE)


@pytest.mark.parametrize("path", ["/api/v1/me", "/api/v1/rooms", "/files/1/x.png"])
def test_the_api_and_files_refuse_newcomers(client, dora, path):
    assert client.get(path).status_code in {401, 403}


def test_a_newcomer_logs_in_and_out(dora):
    client = Client()
    response = client.post("/accounts/login/", {"login": "dora", "password": PASSWORD}, follow=True)
    assert response.redirect_chain[-1] == (PAGE, 302)
    assert client.post("/accounts/logout/").status_code == 302
    assert client.get(PAGE).status_code == 302


def test_a_newcomer_enters_once_they_are_let_in(client, dora):
    admissions.approve(by=create_user("ruth", is_admin=True), admission_id=Admission.objects.get().pk)
    assert client.get(PAGE)["Location"] == "/"
    assert client.get("/profile/").status_code == 200


def test_who_is_refused_reads_why(client, dora):
    reason = "We <do> not know you"
    admissions.refuse(by=create_user("ruth", is_admin=True), admission_id=Admission.objects.get().pk, reason=reason)
    shown = client.get(PAGE).content.decode()
    assert "We &lt;do&gt; not know you" in shown
    assert "http-equiv" not in shown


def test_a_newcomer_who_is_banned_is_logged_out(client, dora):
    User.objects.filter(pk=dora.pk).update(banned_until="9999-01-01T00:00:00Z")
    assert client.get(PAGE)["Location"].startswith("/accounts/login/")


def test_the_link_in_the_mail_lets_in(client, settings, db):
    settings.SIGNUP_CONFIRM_EMAIL = True
    assert b"Confirm your address" in sign_up(client).content
    assert client.post("/profile/email/", follow=True).redirect_chain[-1][0] == PAGE
    link = re.search(r"/profile/email/\S+", mail.outbox[-1].body)[0]
    assert client.get(link).status_code == 200
    client.post(link)
    assert User.objects.get(username="dora").is_active


def test_a_sign_up_without_the_needed_address_is_refused_at_the_field(client, settings, db):
    settings.SIGNUP_CONFIRM_EMAIL = True
    response = client.post("/accounts/signup/", {"username": "dora", "password1": PASSWORD, "email": ""})
    assert response.status_code == 400
    assert b'data-code="required"' in response.content


def test_members_have_no_such_page(as_ada):
    assert as_ada.get(PAGE)["Location"] == "/"


@pytest.mark.parametrize(("keeps", "text"), [(True, b"need an invitation"), (False, b"at the moment")])
def test_while_sign_up_is_closed_its_page_says_so(client, db, keeps, text):
    signup_locks.close(by=None, reason="A secret", keeps_invitations=keeps)
    for response in (client.get("/accounts/signup/"), sign_up(client)):
        assert response.status_code == 403
        assert text in response.content
        assert b"A secret" not in response.content
    assert not User.objects.exists()
