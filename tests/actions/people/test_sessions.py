"""Ending sessions closes their connections."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from chat.actions.people import sessions
from chat.models import User
from tests.support.captured_announcements import capture_controls

pytestmark = pytest.mark.django_db


def test_a_new_password_ends_every_session_but_the_one_that_is_kept(ada):
    with capture_controls() as given:
        sessions.end_other_sessions(user=ada, keep_session="mine")
        sessions.end_other_sessions(user=ada, keep_session=None)
    assert [(control.code, control.except_session) for control in given] == [(4401, "mine"), (4401, "")]


def test_a_session_is_deleted_and_its_connections_close(ada):
    session = SessionStore()
    session.create()
    with capture_controls() as given:
        sessions.end_session(user=ada, session_key=session.session_key)
    assert not Session.objects.exists()
    assert [(control.code, control.session_key) for control in given] == [(4401, session.session_key)]


def test_raising_the_access_version_stores_fields_in_the_same_query(ada, django_assert_num_queries):
    with django_assert_num_queries(1):
        sessions.raise_access_version(ada, language="zh-hans")
    user = User.objects.get(pk=ada.pk)
    assert (user.access_version, user.language) == (ada.access_version + 1, "zh-hans")
