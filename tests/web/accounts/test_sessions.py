"""What ends a session ends its sockets, also on pages that are not ours."""

from django.contrib.auth import logout
from django.test import Client

from tests.support.cast import person
from tests.support.controls import controls


def test_the_admins_log_out_ends_the_sockets_of_the_session_once(client, db):
    boss = person("boss", is_admin=True)
    client.force_login(boss)
    key = client.session.session_key
    with controls() as given:
        client.post("/admin/logout/")
    assert [(control.user_id, control.session_key, control.code) for control in given] == [(boss.pk, key, 4401)]


def test_a_visitor_who_logs_out_ends_nothing(rf, db):
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/")
    request.user, request.session = AnonymousUser(), Client().session
    with controls() as given:
        logout(request)
    assert given == []
