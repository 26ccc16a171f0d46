"""Accounts of people whom a provider knows."""

import pytest
from allauth.socialaccount.models import SocialAccount

from chat.actions.people import single_sign_on
from chat.errors import Conflict, Forbidden, NotFound
from chat.models import AuditEntry, User
from tests.support.factories import create_user


def sign_up(**more):
    return single_sign_on.sign_up(**{"provider": "sso", "uid": "42", "username": "dora", **more})


def test_an_account_without_a_password_is_made(db):
    dora = sign_up(email="dora@example.org", is_verified=True)
    assert not dora.has_usable_password()
    assert User.objects.get().email_verified
    assert SocialAccount.objects.get().user == dora


def test_an_address_that_is_somebodys_is_not_confirmed_for_another(db):
    create_user("ada", email="dora@example.org")
    assert not sign_up(email="dora@example.org", is_verified=True).email_verified


def test_a_person_of_the_provider_has_one_account(db):
    sign_up()
    with pytest.raises(Conflict):
        sign_up(username="dora2")
    assert User.objects.count() == 1


def test_a_closed_site_makes_none(db, settings):
    settings.SIGNUP = "closed"
    with pytest.raises(Forbidden):
        sign_up()


def test_only_somebody_with_a_password_disconnects(db):
    dora = sign_up()
    with pytest.raises(Conflict):
        single_sign_on.disconnect(by=dora, address="::1")
    dora.set_password("correct horse battery")
    single_sign_on.disconnect(by=dora, address="::1")
    assert not SocialAccount.objects.exists()
    assert AuditEntry.objects.get(event="single_sign_on.off").person_id == dora.pk
    with pytest.raises(NotFound):
        single_sign_on.disconnect(by=dora, address="::1")
