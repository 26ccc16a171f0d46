"""What ends a session ends its sockets, also on pages that are not ours."""

from django.contrib.auth import logout
from django.test import Client

from tests.support.captured_announcements import capture_controls
from tests.support.factories import create_user


def test_the_admins_log_out_ends_the_sockets_of_the_session_once(client, db):
    boss = create_user("boss", is_admin=True)
    client.force_login(boss)
    key = client.session.session_key
    with capture_controls() as given:
        client.post("/admin/logout/")
    assert [(control.user_id, control.session_key, control.code) for control in given] == [(boss.pk, key, 4401)]


def test_a_visitor_who_logs_out_ends_nothing(rf, db):
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/")
    request.user, request.session = AnonymousUser(), Client().session
    with capture_controls() as given:
        logout(request)
    assert given == []
