"""Authentication, and which objects a user may reach."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.core import signing
from django.utils import timezone

from chat import access, conf
from chat.access import Credential
from chat.access.credentials import SessionStore
from chat.actions.people import sessions, tokens
from chat.errors import Banned, Unauthenticated
from chat.models import User
from tests.support.fixtures import *  # noqa: F403

pytestmark = pytest.mark.django_db
STRANGE = [
    "",
    "x",
    "cs_x",
    "cs_" + "x" * 10_000,
    "é",
    "\x00",
    "a" * 32 + "\x00",
    "' OR 1=1 --",
    "{}",
    "../../etc/passwd",
]


@pytest.fixture
def session(ada):
    """The key of a web session of Ada."""
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(ada.pk), "x"
    store[HASH_SESSION_KEY] = ada.get_session_auth_hash()
    store.create()
    return store.session_key


@pytest.fixture
def token(ada):
    """An API token of Ada, and its secret."""
    return tokens.issue(user=ada, name="bot")


def deactivate(user):
    User.objects.filter(pk=user.pk).update(is_active=False)


# --- Sessions


def test_a_session_returns_its_user(ada, session):
    assert access.by_session(session) == (ada, Credential(ada.pk, session_key=session))
    assert access.require_live(Credential(ada.pk, session_key=session)) == ada


def test_an_expired_session_is_refused(session):
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Unauthenticated):
        access.by_session(session)


def test_a_session_ends_when_the_password_changes(ada, session):
    ada.set_password("another horse")
    ada.save()
    with pytest.raises(Unauthenticated):
        access.by_session(session)


def test_a_session_ends_at_log_out(ada, session):
    sessions.end_session(user=ada, session_key=session)
    with pytest.raises(Unauthenticated):
        access.by_session(session)


def test_a_session_of_a_deleted_user_is_refused(ada, session):
    ada.delete()
    with pytest.raises(Unauthenticated):
        access.by_session(session)


def test_an_anonymous_session_is_refused():
    store = SessionStore()
    store["language"] = "en"
    store.create()
    with pytest.raises(Unauthenticated):
        access.by_session(store.session_key)


def test_a_session_with_forged_data_is_refused(session):
    Session.objects.update(session_data="x" + Session.objects.get().session_data)
    with pytest.raises(Unauthenticated):
        access.by_session(session)


@pytest.mark.parametrize("key", STRANGE, ids=lambda key: repr(key)[:20])
def test_an_invalid_session_key_is_refused(session, key):
    with pytest.raises(Unauthenticated):
        access.by_session(key)


def test_a_deactivated_user_is_banned(ada, session, token):
    deactivate(ada)
    for door, key in ((access.by_session, session), (access.by_token, token[1])):
        with pytest.raises(Banned):
            door(key)
    with pytest.raises(Banned):
        access.require_live(Credential(ada.pk, token_id=token[0].pk))


# --- Tokens


def test_a_token_returns_its_owner(ada, token):
    row, secret = token
    assert access.by_token(secret) == (ada, Credential(ada.pk, token_id=row.pk))
    assert access.by_secret(secret)[0] == access.require_live(Credential(ada.pk, token_id=row.pk)) == ada


def test_a_revoked_token_is_refused(ada, token):
    row, secret = token
    tokens.revoke(by=ada, token_id=row.pk)
    with pytest.raises(Unauthenticated):
        access.by_token(secret)
    with pytest.raises(Unauthenticated):
        access.require_live(Credential(ada.pk, token_id=row.pk))


def test_neither_the_digest_nor_the_beginning_of_a_token_is_a_token(token):
    row, secret = token
    for guess in (row.digest, row.prefix, secret[:-1], secret.upper(), f" {secret}"):
        with pytest.raises(Unauthenticated):
            access.by_secret(guess)


@pytest.mark.parametrize("secret", [*STRANGE, ":", "a:b:c", "é:é:é", "::", "a:\x00:b"], ids=lambda key: repr(key)[:20])
def test_a_secret_that_is_neither_token_nor_ticket_is_refused(token, secret):
    with pytest.raises(Unauthenticated):
        access.by_secret(secret)


# --- Tickets


@pytest.fixture(params=["session", "token"])
def credential(request, ada, session, token):
    """The credential that a ticket is made from: a session or a token."""
    if request.param == "session":
        return Credential(ada.pk, session_key=session)
    return Credential(ada.pk, token_id=token[0].pk)


def test_a_ticket_works_once_and_returns_its_credential(ada, credential):
    ticket, _ = tokens.issue_ticket(credential=credential)
    assert access.by_secret(ticket) == (ada, credential)
    with pytest.raises(Unauthenticated, match="used before"):
        access.by_ticket(ticket)


def test_no_two_tickets_are_the_same(credential):
    one, _ = tokens.issue_ticket(credential=credential)
    other, _ = tokens.issue_ticket(credential=credential)
    assert access.by_ticket(one) == access.by_ticket(other)


@pytest.mark.parametrize(("age", "valid"), [(conf.TICKET_LIFETIME - 1, True), (conf.TICKET_LIFETIME + 1, False)])
def test_a_ticket_expires(ada, credential, age, valid):
    ticket, expires_at = tokens.issue_ticket(credential=credential)
    later = expires_at.timestamp() - conf.TICKET_LIFETIME + age
    with patch("django.core.signing.time.time", return_value=later):
        if valid:
            assert access.by_ticket(ticket)[0] == ada
        else:
            with pytest.raises(Unauthenticated):
                access.by_ticket(ticket)


def test_a_ticket_ends_with_its_session_or_token(ada, session, token):
    from_session, _ = tokens.issue_ticket(credential=Credential(ada.pk, session_key=session))
    from_token, _ = tokens.issue_ticket(credential=Credential(ada.pk, token_id=token[0].pk))
    sessions.end_session(user=ada, session_key=session)
    tokens.revoke(by=ada, token_id=token[0].pk)
    for ticket in (from_session, from_token):
        with pytest.raises(Unauthenticated):
            access.by_ticket(ticket)


def test_a_ticket_of_a_deactivated_user_is_refused(ada, credential):
    ticket, _ = tokens.issue_ticket(credential=credential)
    deactivate(ada)
    with pytest.raises(Banned):
        access.by_ticket(ticket)


def test_a_ticket_without_a_session_or_token_is_refused(ada):
    ticket, _ = tokens.issue_ticket(credential=Credential(ada.pk))
    with pytest.raises(Unauthenticated):
        access.by_ticket(ticket)


def test_a_ticket_with_another_signature_is_refused(ada, credential):
    ticket, _ = tokens.issue_ticket(credential=credential)
    facts = signing.loads(ticket, salt=access.TICKET_SALT)
    for forged in (
        signing.dumps(facts),
        signing.dumps(facts, key="guess", salt=access.TICKET_SALT),
        ticket[:-1],
        f"x{ticket}",
    ):
        with pytest.raises(Unauthenticated):
            access.by_ticket(forged)
