"""API tokens and tickets."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chat import access, conf
from chat.access import Credential
from chat.actions.people import tokens, users
from chat.errors import Banned, Conflict, Invalid, NotFound, Unauthenticated
from chat.models import ApiToken, User
from tests.support.captured_announcements import capture_controls
from tests.support.factories import create_user


def test_a_token_is_known_by_its_hash_alone(ada):
    token, secret = tokens.issue(user=ada, name="backup")
    assert access.by_token(secret) == (ada, Credential(ada.pk, token_id=token.pk))
    stored = ApiToken.objects.values().get()
    assert secret not in map(str, stored.values())
    assert secret.startswith(stored["prefix"])


@pytest.mark.parametrize("wrong", ["", "cs_", "cs_wrong", "x" * 5_000, "é\0"])
def test_a_wrong_secret_is_nobodys(ada, wrong):
    tokens.issue(user=ada)
    with pytest.raises(Unauthenticated):
        access.by_token(wrong)


@pytest.mark.parametrize("name", ["x" * 61, "a\x1bb", "a\0b"])
def test_a_name_that_cannot_be_used_is_refused(ada, name):
    with pytest.raises(Invalid):
        tokens.issue(user=ada, name=name)


def test_a_token_without_a_name_gets_one(ada):
    assert tokens.issue(user=ada, name=" ")[0].name == "token"


def test_the_number_of_tokens_is_limited_to_those_in_use(ada):
    made = [tokens.issue(user=ada)[0] for _ in range(conf.TOKENS_PER_USER)]
    with pytest.raises(Conflict):
        tokens.issue(user=ada)
    tokens.revoke(by=ada, token_id=made[0].pk)
    tokens.issue(user=ada)


def test_a_revoked_token_ends_with_what_was_connected_by_it(ada):
    token, secret = tokens.issue(user=ada)
    with capture_controls() as given:
        tokens.revoke(by=ada, token_id=token.pk)
    assert [(control.user_id, control.token_id, control.code) for control in given] == [(ada.pk, token.pk, 4401)]
    with pytest.raises(Unauthenticated):
        access.by_token(secret)
    with pytest.raises(NotFound):
        tokens.revoke(by=ada, token_id=token.pk)


def test_others_do_not_revoke_it_but_staff_do(ada, bob):
    token, _ = tokens.issue(user=ada)
    with pytest.raises(NotFound):
        tokens.revoke(by=bob, token_id=token.pk)
    tokens.revoke(by=create_user("boss", is_admin=True), token_id=token.pk)
    assert ApiToken.objects.get().revoked_at is not None


def test_use_is_noted_once_a_minute(ada, monkeypatch):
    token, _ = tokens.issue(user=ada)
    noon = timezone.now().replace(second=1, microsecond=0)
    noted = []
    for seconds in (0, 5, 70):
        monkeypatch.setattr(timezone, "now", lambda seconds=seconds: noon + timedelta(seconds=seconds))
        tokens.used(token_id=token.pk)
        noted.append(ApiToken.objects.get().last_used_at)
    assert noted == [noon, noon, noon + timedelta(seconds=70)]


def test_a_new_password_leaves_tokens_alone(ada):
    _, secret = tokens.issue(user=ada)
    users.password_changed(user=ada, keep_session=None)
    assert access.by_token(secret)[0] == ada


# --- Tickets


@pytest.fixture
def credential(ada):
    token, _ = tokens.issue(user=ada)
    return Credential(ada.pk, token_id=token.pk)


def test_a_ticket_lets_in_once(ada, credential):
    ticket, expires_at = tokens.issue_ticket(credential=credential)
    assert expires_at - timezone.now() <= timedelta(seconds=conf.TICKET_LIFETIME)
    assert access.by_ticket(ticket) == (ada, credential)
    with pytest.raises(Unauthenticated):
        access.by_ticket(ticket)


def test_a_ticket_dies_with_what_it_was_made_from(ada, credential):
    ticket, _ = tokens.issue_ticket(credential=credential)
    tokens.revoke(by=ada, token_id=credential.token_id)
    with pytest.raises(Unauthenticated):
        access.by_ticket(ticket)


def test_a_ticket_is_nothing_to_the_locked_out(ada, credential):
    ticket, _ = tokens.issue_ticket(credential=credential)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    with pytest.raises(Banned):
        access.by_ticket(ticket)


def test_a_ticket_grows_old(credential, monkeypatch):
    ticket, _ = tokens.issue_ticket(credential=credential)
    monkeypatch.setattr(conf, "TICKET_LIFETIME", -1)
    with pytest.raises(Unauthenticated):
        access.by_ticket(ticket)


def test_a_ticket_that_was_changed_is_none(credential):
    ticket, _ = tokens.issue_ticket(credential=credential)
    for wrong in (ticket[:-1], f"x{ticket}", ticket.replace(":", "", 1), ":", "a:b:c"):
        with pytest.raises(Unauthenticated):
            access.by_ticket(wrong)
