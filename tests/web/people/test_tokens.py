"""API tokens on the profile page."""

import re

import pytest
from django.utils import timezone

from chat import access, conf
from chat.actions.people import tokens
from chat.errors import Unauthenticated
from chat.models import ApiToken
from tests.support.captured_announcements import capture_controls
from tests.support.factories import PASSWORD, create_user


def make(client, name="backup", password=PASSWORD, **more):
    fields = {"token-name": name, "token-scopes": ["read", "write"], "token-expires": "90", "token-password": password}
    return client.post("/profile/tokens/", fields | {f"token-{field}": value for field, value in more.items()})


def test_the_secret_is_shown_once_and_logs_in(as_ada, ada):
    response = make(as_ada)
    assert response.status_code == 201
    assert "no-store" in response["Cache-Control"]
    found = re.search(r'value="(cs_[^"]+)"', response.content.decode())
    assert found
    assert access.by_token(found[1])[0] == ada
    page = as_ada.get("/profile/").content.decode()
    assert found[1] not in page
    assert found[1][:10] in page


@pytest.mark.parametrize("name", ["", "x" * 61, "a\0b", "a\x1bb", "a\u202eb"])
def test_a_name_that_cannot_be_used_is_refused(as_ada, name):
    response = make(as_ada, name)
    assert response.status_code == 400
    assert "name" in response.context["token_form"].errors
    assert not ApiToken.objects.exists()


def test_the_number_of_tokens_is_limited(as_ada, ada):
    for number in range(conf.TOKENS_PER_USER):
        tokens.issue(user=ada, name=f"token {number}")
    response = make(as_ada)
    assert response.status_code == 400
    assert b"revoke one first" in response.content


def test_revoking_a_token_closes_its_sockets(as_ada, ada):
    token, secret = tokens.issue(user=ada)
    with capture_controls() as given:
        assert as_ada.post(f"/profile/tokens/{token.pk}/revoke/")["Location"] == "/profile/"
    with pytest.raises(Unauthenticated):
        access.by_token(secret)
    assert [(control.user_id, control.token_id, control.code) for control in given] == [(ada.pk, token.pk, 4401)]
    assert token.prefix not in as_ada.get("/profile/").content.decode()


def test_tokens_of_other_users_are_not_found(as_ada, bob):
    token, secret = tokens.issue(user=bob)
    assert as_ada.post(f"/profile/tokens/{token.pk}/revoke/").status_code == 404
    assert access.by_token(secret)[0] == bob


@pytest.mark.parametrize("number", ["0", "999999999999999999", "9" * 40, "-1", "x"])
def test_an_unknown_token_is_not_found(as_ada, number):
    assert as_ada.post(f"/profile/tokens/{number}/revoke/").status_code == 404


def test_get_changes_nothing(as_ada, ada):
    token, _ = tokens.issue(user=ada)
    assert as_ada.get("/profile/tokens/").status_code == 405
    assert as_ada.get(f"/profile/tokens/{token.pk}/revoke/").status_code == 405


def test_a_token_in_the_url_logs_nobody_in(client, ada):
    _, secret = tokens.issue(user=ada)
    assert client.get(f"/profile/?token={secret}").status_code == 302


# --- The password


@pytest.mark.parametrize("password", ["", "wrong"])
def test_a_stolen_session_makes_no_token(as_ada, password):
    response = make(as_ada, password=password)
    assert response.status_code == 400
    assert "password" in response.context["token_form"].errors
    assert not ApiToken.objects.exists()


def test_wrong_passwords_are_limited(as_ada):
    for _ in range(conf.LOGIN_RATES["device"].burst):
        make(as_ada, password="wrong")
    assert b"Too many attempts" in make(as_ada).content
    assert not ApiToken.objects.exists()


def test_the_password_is_not_asked_again_right_after_a_login(client, ada):
    client.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    assert b"token-password" not in client.get("/profile/").content
    assert make(client, password="").status_code == 201


def test_the_password_is_asked_again_later(client, ada, monkeypatch):
    client.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    monkeypatch.setattr(conf, "PASSWORD_CONFIRMED", -1)
    assert b"token-password" in client.get("/profile/").content
    assert make(client, password="").status_code == 400


def test_a_confirmed_password_counts_for_a_while(as_ada):
    assert make(as_ada).status_code == 201
    assert make(as_ada, password="").status_code == 201


# --- Limits


def test_a_token_ends_after_ninety_days_unless_another_end_is_chosen(as_ada):
    for expires, days in (("", 90), ("90", 90), ("7", 7), ("365", 365)):
        make(as_ada, expires=expires)
        end = ApiToken.objects.latest("pk").expires_at
        assert round((end - timezone.now()).total_seconds() / 86_400) == days
    make(as_ada, expires="never")
    assert ApiToken.objects.latest("pk").expires_at is None
    assert make(as_ada, expires="0").status_code == 400


def test_a_token_has_the_chosen_scopes_and_rooms(as_ada, kitchen, pantry):
    make(as_ada, scopes=["read"], rooms=[kitchen.pk])
    token = ApiToken.objects.get()
    assert (token.scopes, token.room_ids) == ("read", [kitchen.pk])
    page = as_ada.get("/profile/").content.decode()
    assert f"#{kitchen.name}" in page


@pytest.mark.parametrize("scopes", [[], ["root"], ["*"], ["admin"], ["notify"], ["publish"]])
def test_a_token_needs_a_known_scope(as_ada, scopes):
    assert make(as_ada, scopes=scopes).status_code == 400
    assert not ApiToken.objects.exists()


def test_a_token_is_bound_only_to_rooms_of_ones_own(client, eve, kitchen, pantry):
    client.force_login(eve)
    assert b"Pantry" not in client.get("/profile/").content
    for room in (kitchen, pantry):
        assert make(client, rooms=[room.pk]).status_code == 400


def test_an_expired_token_is_still_listed(as_ada, ada):
    token, _ = tokens.issue(user=ada, days=1)
    ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now())
    page = as_ada.get("/profile/").content.decode()
    assert token.prefix in page
    assert "has ended" in page


# --- Staff


@pytest.mark.parametrize("is_admin", [True, False])
def test_staff_without_rights_revoke_nobodys_token_by_its_address(client, db, is_admin):
    stella = create_user("stella")
    stella.is_staff = True
    stella.save()
    client.force_login(stella)
    token, secret = tokens.issue(user=create_user("boss", is_admin=is_admin))
    assert client.post(f"/profile/tokens/{token.pk}/revoke/").status_code == 404
    assert access.by_token(secret)
