"""Confirming one's e-mail address."""

import re

import pytest
from django.core import mail
from django.test import Client

from chat import conf
from chat.models import AuditEntry, User
from tests.support.factories import PASSWORD, create_user
from tests.support.totp import confirm_password


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


# --- Another address

CHANGE = "/profile/email/change/"


@pytest.fixture
def emil(client, db):
    """A client of Emil's, whose address is confirmed and who has just given his password."""
    client.force_login(create_user("emil", email="emil@example.org"))
    confirm_password(client)
    return client


def address_of(name="emil"):
    return User.objects.values_list("email", "email_verified").get(username=name)


def test_another_address_asks_who_it_is_first(as_ada):
    assert as_ada.get(CHANGE)["Location"].startswith("/accounts/reauthenticate/?next=")


def test_the_address_changes_with_the_link_in_the_mail_to_the_new_one(emil):
    assert b"emil@new.example" in emil.post(CHANGE, {"email": "Emil@new.example"}).content
    assert [message.to for message in mail.outbox] == [["emil@new.example"]]
    assert address_of() == ("emil@example.org", True)
    page = link()
    assert b"Does emil@new.example belong to @emil?" in emil.get(page).content
    assert address_of() == ("emil@example.org", True)
    assert emil.post(page)["Location"] == "/profile/"
    assert address_of() == ("emil@new.example", True)
    assert mail.outbox[-1].to == ["emil@example.org"]
    assert "emil@new.example" in mail.outbox[-1].body
    assert AuditEntry.objects.get(event="person.email").facts == {"verified": True}
    assert emil.post(page).status_code == 400


def test_only_the_account_itself_uses_the_link(emil, bob):
    emil.post(CHANGE, {"email": "emil@new.example"})
    page, stranger = link(), Client()
    assert stranger.post(page)["Location"].startswith("/accounts/login/")
    stranger.force_login(bob)
    assert stranger.post(page).status_code == 400
    assert address_of() == ("emil@example.org", True)


def test_nobody_learns_whether_the_new_address_is_somebodys(emil):
    create_user("dora", email="dora@example.org")
    taken, free = (emil.post(CHANGE, {"email": address}) for address in ("dora@example.org", "free@example.org"))
    assert taken.status_code == free.status_code == 200
    assert [message.to for message in mail.outbox] == [["dora@example.org"], ["free@example.org"]]
    assert "/profile/email/" not in mail.outbox[0].body


def test_an_address_that_somebody_confirms_in_the_meantime_stays_theirs(emil):
    emil.post(CHANGE, {"email": "emil@new.example"})
    create_user("dora", email="emil@new.example")
    answer = emil.post(link(), follow=True)
    assert b"uses this e-mail address already" in answer.content
    assert address_of() == ("emil@example.org", True)


@pytest.mark.parametrize("address", ["", "x", "a@b@c", "emil@example.org", "a@b.de\r\nBcc: x@y.z", "x" * 300 + "@b.de"])
def test_what_is_no_new_address_is_refused(emil, address):
    assert emil.post(CHANGE, {"email": address}).status_code == 400
    assert mail.outbox == []


def test_an_address_is_not_flooded_with_links(emil):
    statuses = [emil.post(CHANGE, {"email": "x@new.example"}).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]


def test_a_former_address_that_nobody_confirmed_gets_no_mail(emil):
    User.objects.update(email_verified=False)
    emil.post(CHANGE, {"email": "emil@new.example"})
    emil.post(link())
    assert address_of() == ("emil@new.example", True)
    assert len(mail.outbox) == 1


def test_a_site_without_mail_says_that_it_cannot_ask(emil, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert b"sends no mail" in emil.get(CHANGE).content


@pytest.mark.parametrize("token", ["x", "a:b:c", "x" * 900])
def test_an_invented_link_changes_nothing(emil, token):
    assert emil.post(f"{CHANGE}{token}/").status_code == 400
