"""Where somebody is logged in."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from chat.queries.web_sessions import sessions_of


def keys_of(user):
    return [session.session_key for session in sessions_of(user)]


def log_in(user):
    client = Client()
    client.force_login(user)
    return client.session.session_key


def test_a_person_sees_their_own_sessions_the_latest_first(ada, bob):
    first, second = log_in(ada), log_in(ada)
    log_in(bob)
    assert keys_of(ada) == [second, first]


def test_a_session_that_has_run_out_is_not_listed(ada):
    log_in(ada)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert keys_of(ada) == []
