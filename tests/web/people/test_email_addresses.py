"""Confirming one's e-mail address."""

import re

import pytest
from django.core import mail
from django.test import Client

from chat import conf
from chat.models import User
from tests.support.factories import PASSWORD


@pytest.fixture
def dora(client, db):
    """A client of Dora's, who has just signed up with her address."""
    fields = {"username": "dora", "password1": PASSWORD, "email": "dora@example.org"}
    client.post("/accounts/signup/", fields)
    return client


def link():
    found = re.search(r"http://testserver(/profile/email/\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


def is_confirmed(name="dora"):
    return User.objects.get(username=name).email_verified


def test_the_link_in_the_mail_confirms_the_address_on_a_click(dora):
    assert b"is your address" in dora.get("/profile/").content
    assert b"Does dora@example.org belong to @dora?" in dora.get(link()).content
    assert not is_confirmed()
    assert dora.post(link())["Location"] == "/profile/"
    assert is_confirmed()
    assert b"is your address" not in dora.get("/profile/").content


def test_only_the_account_itself_confirms_so_that_a_stranger_at_the_address_gets_nothing(dora, bob):
    stranger = Client()
    assert stranger.post(link()).status_code == 302
    stranger.force_login(bob)
    assert stranger.post(link()).status_code == 400
    assert not is_confirmed()


def test_who_confirms_an_address_takes_it_from_those_who_only_claim_it(dora, db):
    User.objects.create(username="mallory", email="dora@example.org")
    dora.post(link())
    assert User.objects.get(username="mallory").email == ""
    assert is_confirmed()


def test_an_address_that_is_confirmed_by_another_stays_theirs(dora, db):
    User.objects.create(username="emil", email="dora@example.org", email_verified=True)
    answer = dora.post(link(), follow=True)
    assert b"uses this e-mail address already" in answer.content
    assert (is_confirmed(), is_confirmed("emil")) == (False, True)


@pytest.mark.parametrize("token", ["x", "a:b:c", "x" * 500])
def test_an_invented_link_has_ended(dora, token):
    assert dora.get(f"/profile/email/{token}/").status_code == 400


def test_a_link_for_an_earlier_address_has_ended(dora):
    User.objects.update(email="new@example.org")
    assert dora.post(link()).status_code == 400
    assert not is_confirmed()


def test_the_mail_is_sent_again_on_demand_and_within_limits(dora):
    statuses = [dora.post("/profile/email/").status_code for _ in range(conf.RATES["mails"].burst)]
    assert statuses == [302] * (len(statuses) - 1) + [429]
    assert {message.to[0] for message in mail.outbox} == {"dora@example.org"}


def test_a_site_that_sends_no_mail_asks_for_no_confirmation(client, db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    client.post("/accounts/signup/", {"username": "dora", "password1": PASSWORD, "email": "dora@example.org"})
    page = client.get("/profile/").content
    assert b"dora@example.org" in page
    assert b"is your address" not in page
