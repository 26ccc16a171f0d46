"""A person as a provider knows them."""

import hashlib

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.test import Client

from chat.models import User
from chat.web.accounts.oidc.adapter import SiteAdapter
from tests.web.accounts.oidc.conftest import log_in


def test_a_person_is_known_by_issuer_and_subject_together(provider, db):
    client = Client()
    log_in(client)
    client.post("/accounts/oidc/signup/", {"username": "dora"})
    expected = hashlib.sha256(f"{provider.issuer} 42".encode()).hexdigest()
    assert SocialAccount.objects.get().uid == expected


def test_a_session_keeps_a_person_who_is_not_stored_yet():
    adapter = SiteAdapter()
    kept = adapter.serialize_instance(User(username="dora", first_name="Dora", email="dora@example.org"))
    again = adapter.deserialize_instance(User, kept)
    assert (again.pk, again.username, again.first_name, again.email) == (None, "dora", "Dora", "dora@example.org")


def test_an_address_that_nobody_confirmed_stops_no_sign_up(rf, ada):
    User.objects.update(email="dora@example.org", email_verified=False)
    login = SocialLogin(user=User(), email_addresses=[EmailAddress(email="dora@example.org", verified=True)])
    assert SiteAdapter().pre_social_login(rf.get("/"), login) is None
