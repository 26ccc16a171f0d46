"""Staff hand out links to a new password, and set none."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core import mail
from django.test import Client

from chat.models import AuditEntry, User
from tests.support.factories import PASSWORD, create_user

NEW_PASSWORD = "a staple for the battery"


@pytest.fixture
def lin(root):
    return create_user("lin", email="lin@example.org")


@pytest.fixture
def clerk(client, root):
    stella = create_user("stella")
    stella.is_staff = True
    stella.save()
    stella.user_permissions.set(Permission.objects.filter(codename="change_user"))
    client.force_login(stella)
    return client


def address(user):
    return f"/admin/chat/user/{user.pk}/reset-link/"


def choose_password(link):
    visitor = Client()
    found = re.search(r"/accounts/\S+", link)
    assert found
    form = visitor.get(found[0], follow=True)
    visitor.post(form.context["action_url"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})


@pytest.mark.parametrize("who", ["page", "clerk"])
def test_nobody_sets_the_password_of_somebody_else(request, lin, who):
    visitor = request.getfixturevalue(who)
    secret = {"usable_password": "true", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "set-password": "1"}
    assert visitor.get(f"/admin/chat/user/{lin.pk}/password/").status_code == 403
    assert visitor.post(f"/admin/chat/user/{lin.pk}/password/", secret).status_code == 403
    assert User.objects.get(pk=lin.pk).check_password(PASSWORD)
    assert "../password/" not in visitor.get(f"/admin/chat/user/{lin.pk}/change/").content.decode()


def test_staff_mail_a_link_and_never_see_it(clerk, lin):
    assert address(lin) in clerk.get(f"/admin/chat/user/{lin.pk}/change/").content.decode()
    assert b"Show the link" not in clerk.get(address(lin)).content
    assert clerk.post(address(lin), {"show": "1"}).status_code == 403
    answer = clerk.post(address(lin), {"send": "1"}, follow=True)
    assert "/key/" not in answer.content.decode()
    assert [message.to for message in mail.outbox] == [["lin@example.org"]]
    choose_password(mail.outbox[0].body)
    assert User.objects.get(pk=lin.pk).check_password(NEW_PASSWORD)


def test_a_superuser_may_show_the_link_where_no_mail_is_sent(page, lin, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert b'name="send"' not in page.get(address(lin)).content
    answer = page.post(address(lin), {"show": "1"})
    assert "no-store" in answer["Cache-Control"]
    link = re.search(r'value="(http://testserver[^"]+)"', answer.content.decode())
    assert link
    choose_password(link[1])
    assert User.objects.get(pk=lin.pk).check_password(NEW_PASSWORD)


def test_each_link_is_in_the_history(page, lin):
    page.post(address(lin), {"show": "1"})
    page.post(address(lin), {"send": "1"})
    assert LogEntry.objects.filter(object_id=str(lin.pk)).count() == 2
    entries = AuditEntry.objects.filter(event="person.reset_link", person_id=lin.pk).order_by("number")
    assert [entry.facts["way"] for entry in entries] == ["shown", "mailed"]


def test_bots_and_deactivated_people_get_no_link(page, lin, root):
    robot = create_user("robot", is_bot=True)
    User.objects.filter(pk=lin.pk).update(is_active=False)
    for user in (robot, lin):
        assert page.get(address(user)).status_code == 403


def test_a_failing_mail_server_is_told(page, lin, monkeypatch):
    from django.core.mail.backends.locmem import EmailBackend

    def fail(*args):
        raise ConnectionRefusedError("no mail today")

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    answer = page.post(address(lin), {"send": "1"}, follow=True)
    assert "The mail could not be sent." in answer.content.decode()
    assert not LogEntry.objects.exists()
