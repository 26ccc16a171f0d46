"""Log-in by OpenID Connect at a real provider."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from chat.actions.people import invitations
from chat.models import AuditEntry, User
from tests.support.factories import PASSWORD, create_user
from tests.support.totp import code_of, confirm_password, set_up_two_step
from tests.web.accounts.oidc.conftest import BEGIN, log_in, visit_provider

LOGIN, SIGNUP, SECURITY = "/accounts/login/", "/accounts/oidc/signup/", "/profile/security/"


def is_logged_in(client):
    return client.get("/profile/").status_code == 200


def text_of(client, page=LOGIN):
    return client.get(page).content.decode()


def join(client, **data):
    assert log_in(client)["Location"] == SIGNUP
    return client.post(SIGNUP, {"username": "dora", **data})


@pytest.fixture
def dora(provider, db):
    """Somebody who has signed up at the provider."""
    assert join(Client())["Location"] == "/"
    return User.objects.get(username="dora")


# --- The way to the provider


def test_without_a_provider_there_is_no_button_and_no_way(client, db):
    assert "oidc" not in text_of(client)
    assert client.post(BEGIN).status_code == 404
    assert client.get(SIGNUP)["Location"] == LOGIN


def test_the_way_to_the_provider_has_pkce_and_a_state(client, provider, db):
    assert "Log in with Example" in text_of(client)
    url = urlsplit(client.post(BEGIN)["Location"])
    given = {name: values[0] for name, values in parse_qs(url.query).items()}
    assert f"{url.scheme}://{url.netloc}{url.path}" == f"{provider.issuer}/authorize"
    assert (given["response_type"], given["code_challenge_method"]) == ("code", "S256")
    assert given["redirect_uri"] == "http://testserver/accounts/oidc/sso/login/callback/"
    assert min(len(given["code_challenge"]), len(given["state"])) >= 16


def test_only_a_post_leads_to_the_provider(client, provider, db):
    assert client.get(BEGIN).status_code == 405
    assert Client(enforce_csrf_checks=True).post(BEGIN).status_code == 403


def test_the_policy_lets_forms_lead_to_the_provider_and_nowhere_else(client, provider, as_ada):
    for page in (LOGIN, SECURITY):
        policy = as_ada.get(page)["Content-Security-Policy"]
        assert f"form-action 'self' {provider.issuer}" in policy
    assert as_ada.get("/rooms/")["Content-Security-Policy"].endswith("form-action 'self'")


# --- Sign-up and log-in


def test_a_new_person_chooses_a_name_and_is_in(client, provider, db):
    assert log_in(client)["Location"] == SIGNUP
    page = text_of(client, SIGNUP)
    assert 'value="dora"' in page
    assert 'value="Dora Doe"' in page
    response = client.post(SIGNUP, {"username": "dora", "display_name": "Dora Doe", "time_zone": "Europe/Berlin"})
    assert response["Location"] == "/"
    assert is_logged_in(client)
    dora = User.objects.get()
    assert (dora.username, dora.name, dora.time_zone) == ("dora", "Dora Doe", "Europe/Berlin")
    assert not dora.has_usable_password()
    assert not EmailAddress.objects.exists()
    assert SocialAccount.objects.get().extra_data == {}


def test_the_person_logs_in_again(provider, dora):
    client = Client()
    assert log_in(client, next="/rooms/")["Location"] == "/rooms/"
    assert is_logged_in(client)
    assert User.objects.count() == 1
    assert not EmailAddress.objects.exists()


@pytest.mark.parametrize("is_verified", [True, False])
def test_an_address_counts_as_confirmed_if_the_provider_says_so(client, provider, db, is_verified):
    provider.person |= {"email": "Dora@example.org", "email_verified": is_verified}
    join(client)
    dora = User.objects.get()
    assert (dora.email, dora.email_verified) == ("dora@example.org", is_verified)


def test_the_owner_of_an_address_is_sent_to_their_account(client, provider, db):
    create_user("ada", email="dora@example.org")
    provider.person |= {"email": "dora@example.org", "email_verified": True}
    assert log_in(client)["Location"] == LOGIN
    assert "You have an account here" in text_of(client)
    assert User.objects.count() == 1


@pytest.mark.parametrize("name", ["ada", "admin", "x", "do ra", ""])
def test_a_name_that_cannot_be_had_is_refused_and_another_may_follow(client, provider, ada, name):
    assert join(client, username=name).status_code in {400, 409}
    assert client.post(SIGNUP, {"username": "dora"})["Location"] == "/"
    assert is_logged_in(client)


def test_a_closed_site_takes_no_new_people_but_lets_known_ones_in(provider, dora, settings):
    settings.SIGNUP = "closed"
    assert log_in(Client())["Location"] == "/"
    provider.person |= {"sub": "43"}
    stranger = Client()
    assert log_in(stranger).status_code == 403
    assert User.objects.count() == 1


def test_a_site_by_invitation_takes_those_who_have_one(client, provider, db, settings):
    settings.SIGNUP = "invite"
    assert log_in(client).status_code == 403
    boss = create_user("boss", is_admin=True)
    code = invitations.invite(by=boss).code
    page = text_of(client, f"/accounts/signup/?invite={code}")
    assert re.search(rf'name="invite" value="{code}"[^>]*>\s*<button[^>]*>\s*Log in with Example', page)
    assert log_in(client, invite=code)["Location"] == SIGNUP
    assert client.post(SIGNUP, {"username": "dora"})["Location"] == "/"
    provider.person |= {"sub": "43"}
    assert log_in(Client(), invite=code).status_code == 403


def test_a_second_step_is_asked_for_as_well(provider, dora):
    secret, client = set_up_two_step(dora), Client()
    assert log_in(client)["Location"] == "/accounts/2fa/authenticate/"
    assert not is_logged_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert is_logged_in(client)


def test_a_deactivated_person_stays_out(provider, dora):
    User.objects.update(is_active=False)
    client = Client()
    assert log_in(client)["Location"] == LOGIN
    assert "deactivated" in text_of(client)


# --- Faults of a provider


def test_a_person_may_cancel(client, provider, db):
    provider.refuses = True
    assert log_in(client)["Location"] == LOGIN
    assert "cancelled" in text_of(client)


@pytest.mark.parametrize(
    "lie",
    [
        {"issuer": "http://evil.example"},
        {"token_endpoint": "ftp://x/"},
        {"authorization_endpoint": None},
        {"userinfo_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_provider_that_is_another_one_is_not_believed(client, provider, db, lie):
    provider.says_of_itself = lie
    assert client.post(BEGIN)["Location"] == LOGIN
    assert "did not work" in text_of(client)


def test_answers_about_different_people_are_not_believed(client, provider, db):
    provider.says_of_person = {"sub": "1"}
    assert log_in(client)["Location"] == LOGIN
    assert not User.objects.exists()


def test_a_token_for_another_client_is_not_believed(client, provider, db, monkeypatch):
    monkeypatch.setattr("tests.support.oidc_provider.jwt.encode", lambda *args, **kwargs: "x.y.z")
    assert log_in(client)["Location"] == LOGIN


def test_a_provider_that_is_away_costs_nobody_an_error_page(client, provider, db):
    provider.close()
    assert client.post(BEGIN)["Location"] == LOGIN
    assert "did not work" in text_of(client)


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x&code=y", "?error=x", "?state=" + "x" * 5_000])
def test_an_invented_return_is_refused(client, provider, db, query):
    assert client.get(f"{BEGIN}callback/{query}")["Location"] == LOGIN


def test_a_return_works_once_and_only_in_the_same_browser(client, provider, dora):
    way = visit_provider(client.post(BEGIN)["Location"])
    assert Client().get(way)["Location"] == LOGIN
    assert client.get(way)["Location"] == "/"
    client.post("/accounts/logout/")
    assert client.get(way)["Location"] == LOGIN


# --- Connecting, and confirming who one is


def test_a_person_connects_an_account_and_disconnects_it(as_ada, provider, ada):
    begin = f"{BEGIN}?process=connect"
    assert as_ada.post(begin)["Location"].startswith("/accounts/reauthenticate/")
    confirm_password(as_ada)
    assert log_in(as_ada, begin)["Location"] == SECURITY
    assert log_in(Client())["Location"] == "/"
    assert "Disconnect" in text_of(as_ada, SECURITY)
    assert as_ada.post("/accounts/oidc/disconnect/")["Location"] == SECURITY
    assert not SocialAccount.objects.exists()
    events = AuditEntry.objects.filter(event__startswith="single_sign_on").order_by("number")
    assert list(events.values_list("event", flat=True)) == ["single_sign_on.on", "single_sign_on.off"]


def test_an_account_of_the_provider_has_one_account_here(as_ada, provider, dora):
    confirm_password(as_ada)
    assert log_in(as_ada, f"{BEGIN}?process=connect")["Location"] == SECURITY
    assert "another account" in text_of(as_ada, SECURITY)
    assert SocialAccount.objects.get().user == dora


def test_a_person_without_a_password_confirms_at_the_provider(provider, dora):
    client = Client()
    log_in(client)
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    page = client.get("/profile/delete/")["Location"]
    assert page == "/accounts/oidc/confirm/?next=%2Fprofile%2Fdelete%2F"
    begin = (
        re.search(r'action="(/accounts/oidc/sso/login/[^"]+)"', text_of(client, page)).group(1).replace("&amp;", "&")
    )
    assert "prompt=login" in client.post(begin)["Location"]
    assert log_in(client, begin)["Location"] == "/profile/delete/"
    assert client.get("/profile/delete/").status_code == 200
    assert client.post("/accounts/oidc/disconnect/", follow=True).status_code == 200
    assert SocialAccount.objects.exists()


def test_a_person_without_a_password_makes_a_token(provider, dora):
    client = Client()
    log_in(client)
    assert client.post("/profile/tokens/", {"token-name": "script"}).status_code == 201


def test_the_password_still_logs_in(client, provider, ada):
    assert client.post(LOGIN, {"login": "ada", "password": PASSWORD})["Location"] == "/"
