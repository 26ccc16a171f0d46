"""API tokens on the profile page."""

import re

import pytest

from chat import access, conf
from chat.actions.people import tokens
from chat.errors import Unauthenticated
from chat.models import ApiToken
from tests.support.captured_announcements import capture_controls


def make(client, name="backup"):
    return client.post("/profile/tokens/", {"token-name": name})


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
