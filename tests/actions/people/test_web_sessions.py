"""People end their own sessions."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from chat import access
from chat.actions.people import sessions, tokens, users, web_sessions
from chat.errors import NotFound, Unauthenticated
from chat.models import User, WebSession
from tests.support.captured_announcements import capture_controls
from tests.support.factories import create_user


def log_in(user):
    client = Client()
    client.force_login(user)
    return client


def key_of(client):
    return client.session.session_key


def is_logged_in(client):
    return client.get("/profile/").status_code == 200


def test_a_log_in_is_noted_and_a_log_out_forgets_it(ada):
    client = log_in(ada)
    assert WebSession.objects.get().session_key == key_of(client)
    client.post("/accounts/logout/")
    assert not WebSession.objects.exists()


def test_what_a_browser_says_is_cut_and_cleaned(ada):
    client = log_in(ada)
    web_sessions.note(user=ada, session_key=key_of(client), address="::1", user_agent="a\0\ufffe" + "x" * 1_000)
    assert WebSession.objects.get().user_agent == "a" + "x" * 299


def test_a_session_that_began_before_the_upgrade_is_noted_when_it_is_used(ada):
    client = log_in(ada)
    WebSession.objects.all().delete()
    web_sessions.note(user=ada, session_key=key_of(client), address="192.0.2.7", user_agent="curl")
    assert WebSession.objects.get().address == "192.0.2.7"


def test_a_new_log_in_forgets_what_has_run_out(ada):
    log_in(ada)
    Session.objects.all().delete()
    client = log_in(ada)
    assert [session.session_key for session in WebSession.objects.all()] == [key_of(client)]


def test_a_person_ends_one_session_with_its_sockets(ada):
    here, there = log_in(ada), log_in(ada)
    key = key_of(there)
    with capture_controls() as given:
        web_sessions.sign_out(by=ada, session_id=WebSession.objects.get(session_key=key).pk)
    assert (is_logged_in(here), is_logged_in(there)) == (True, False)
    assert [(control.code, control.session_key) for control in given] == [(4401, key)]


def test_nobody_ends_the_session_of_somebody_else(ada, bob):
    client = log_in(ada)
    with pytest.raises(NotFound):
        web_sessions.sign_out(by=bob, session_id=WebSession.objects.get().pk)
    assert is_logged_in(client)


def test_all_others_end_at_once_even_those_that_nobody_noted(ada):
    here, there, unnoted = log_in(ada), log_in(ada), log_in(ada)
    WebSession.objects.filter(session_key=key_of(unnoted)).delete()
    session = here.session
    key = session.session_key
    with capture_controls() as given:
        web_sessions.sign_out_elsewhere(by=User.objects.get(pk=ada.pk), session=session)
    assert [is_logged_in(client) for client in (here, there, unnoted)] == [True, False, False]
    assert [(control.code, control.except_session) for control in given] == [(4401, key)]
    assert access.by_session(key)[0] == ada
    assert [each.session_key for each in WebSession.objects.all()] == [key]


def test_api_tokens_outlive_a_sign_out_elsewhere(ada):
    secret = tokens.issue(user=ada)[1]
    client = log_in(ada)
    web_sessions.sign_out_elsewhere(by=ada, session=client.session)
    assert access.by_token(secret)[0] == ada


def test_a_new_password_and_a_deactivation_forget_the_sessions_that_they_end(ada, db):
    here = log_in(ada)
    log_in(ada)
    sessions.end_other_sessions(user=ada, keep_session=key_of(here))
    assert [each.session_key for each in WebSession.objects.all()] == [key_of(here)]
    users.deactivate(by=create_user("boss", is_admin=True), user_id=ada.pk)
    assert not WebSession.objects.exists()
    with pytest.raises(Exception) as refused:
        access.by_session(key_of(here))
    assert not isinstance(refused.value, Unauthenticated)


def test_connected_sessions_are_seen(ada):
    key = key_of(log_in(ada))
    before = WebSession.objects.get().last_seen_at
    web_sessions.note_connected(session_keys=[key])
    assert WebSession.objects.get().last_seen_at > before
