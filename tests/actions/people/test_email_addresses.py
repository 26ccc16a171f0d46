"""Whose an e-mail address is."""

import pytest

from chat.actions.people import email_addresses
from chat.errors import Conflict, Forbidden, Invalid, NotFound
from chat.models import AuditEntry, User
from tests.support.factories import create_user

ADDRESS = "x@example.org"


@pytest.fixture
def claims(db):
    return [User.objects.create(username=name, email=ADDRESS) for name in ("ada", "bob", "cyrus")]


def test_accounts_that_claim_an_address_are_recovered_by_it_until_one_confirms(claims):
    assert email_addresses.accounts_with(ADDRESS) == claims
    email_addresses.confirm(by=claims[1], email=ADDRESS)
    assert email_addresses.accounts_with(ADDRESS) == [claims[1]]
    assert sorted(User.objects.values_list("email", flat=True)) == ["", "", ADDRESS]


def test_a_deactivated_owner_recovers_nothing(claims):
    User.objects.filter(pk=claims[0].pk).update(email_verified=True, is_active=False)
    assert email_addresses.accounts_with(ADDRESS) == []


def test_an_address_is_confirmed_once_and_only_by_those_who_have_it(claims):
    email_addresses.confirm(by=claims[0], email=ADDRESS)
    with pytest.raises(NotFound):
        email_addresses.confirm(by=claims[1], email=ADDRESS)
    User.objects.filter(pk=claims[1].pk).update(email=ADDRESS)
    with pytest.raises(Conflict):
        email_addresses.confirm(by=claims[1], email=ADDRESS)


def test_only_a_superuser_changes_addresses_of_others(claims):
    boss = create_user("boss", is_admin=True)
    email_addresses.set_by_superuser(by=boss, user_id=claims[0].pk, email=" New@Example.org")
    ada = User.objects.get(pk=claims[0].pk)
    assert (ada.email, ada.email_verified) == ("new@example.org", True)
    email_addresses.set_by_superuser(by=boss, user_id=ada.pk, email="")
    assert not User.objects.get(pk=ada.pk).email_verified
    with pytest.raises(Invalid):
        email_addresses.set_by_superuser(by=boss, user_id=ada.pk, email="nonsense")
    with pytest.raises(Forbidden):
        email_addresses.set_by_superuser(by=claims[1], user_id=ada.pk, email="b@example.org")
    with pytest.raises(NotFound):
        email_addresses.set_by_superuser(by=boss, user_id=ada.pk + 1000, email="b@example.org")
    assert AuditEntry.objects.filter(event="person.email", actor_id=boss.pk, person_id=ada.pk).count() == 2


def test_an_address_that_somebody_confirms_meanwhile_is_refused(claims, monkeypatch):
    boss = create_user("boss", is_admin=True)
    email_addresses.confirm(by=claims[0], email=ADDRESS)
    monkeypatch.setattr(email_addresses, "clean_unused_email", lambda email, except_for: email)
    with pytest.raises(Conflict) as refused:
        email_addresses.set_by_superuser(by=boss, user_id=claims[1].pk, email=ADDRESS)
    assert refused.value.fields == {"email": "email_taken"}


def test_a_changed_address_is_confirmed_and_taken_from_those_who_only_claim_it(claims):
    dora = create_user("dora", email="dora@example.org")
    email_addresses.change(by=dora, before="dora@example.org", email=ADDRESS)
    assert list(User.objects.filter(email=ADDRESS).values_list("username", "email_verified")) == [("dora", True)]
    assert "dora@example.org" in AuditEntry.objects.get(event="person.email").detail.text


def test_an_address_changes_only_from_the_one_that_it_was(claims):
    with pytest.raises(NotFound):
        email_addresses.change(by=claims[0], before="old@example.org", email="new@example.org")


def test_an_address_that_somebody_has_confirmed_stays_theirs(claims):
    email_addresses.confirm(by=claims[1], email=ADDRESS)
    dora = create_user("dora")
    with pytest.raises(Conflict):
        email_addresses.change(by=dora, before="", email=ADDRESS)
