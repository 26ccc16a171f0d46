"""Ending a session closes its sockets, even when Django's admin ends it."""

from django.contrib.auth import logout
from django.test import Client

from chat.models import AuditEntry
from tests.support.captured_announcements import capture_controls
from tests.support.factories import create_user


def test_log_out_in_the_admin_ends_the_sockets_of_the_session(client, db):
    boss = create_user("boss", is_admin=True)
    client.force_login(boss)
    key = client.session.session_key
    with capture_controls() as given:
        client.post("/admin/logout/")
    assert [(control.user_id, control.session_key, control.code) for control in given] == [(boss.pk, key, 4401)]


def test_log_out_without_a_login_ends_nothing(rf, db):
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/")
    request.user, request.session = AnonymousUser(), Client().session
    with capture_controls() as given:
        logout(request)
    assert given == []


def test_log_ins_of_staff_are_in_the_audit_log(client, db):
    client.force_login(create_user("bob"))
    assert not AuditEntry.objects.exists()
    boss = create_user("boss", is_admin=True)
    client.force_login(boss)
    assert list(AuditEntry.objects.values_list("event", "actor_id")) == [("login", boss.pk)]
