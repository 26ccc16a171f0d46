"""The queue of newcomers in the admin."""

import pytest
from django.core import mail
from django.test import Client

from chat.actions.people import signing_up
from chat.models import Admission, User
from chat.web.accounts import mail as site_mail
from tests.support.factories import PASSWORD
from tests.web.conftest import SameThread

LIST = "/admin/chat/admission/"


@pytest.fixture
def newcomers(root: User, settings, monkeypatch) -> list[Admission]:
    settings.SIGNUP_APPROVAL = True
    monkeypatch.setattr(site_mail, "_threads", SameThread())
    names = ["dora", "emil"]
    people = [
        signing_up.sign_up(username=name, password=PASSWORD, email=f"{name}@example.org", language="zh-hans")
        for name in names
    ]
    mail.outbox.clear()
    return [person.admission for person in people]


def test_the_list_shows_those_who_wait(page: Client, newcomers) -> None:
    newcomers[1].status = "refused"
    newcomers[1].save()
    assert [row.pk for row in page.get(LIST).context["cl"].result_list] == [newcomers[0].pk]
    assert [row.pk for row in page.get(f"{LIST}?status=refused").context["cl"].result_list] == [newcomers[1].pk]
    assert page.get(f"{LIST}?status=all").context["cl"].result_count == 2


def test_several_are_let_in_at_once_and_told_in_their_language(run_button, newcomers) -> None:
    run_button("approve_newcomers", *newcomers)
    assert User.objects.filter(is_newcomer=False, username__in=("dora", "emil"), is_active=True).count() == 2
    assert sorted(message.to[0] for message in mail.outbox) == ["dora@example.org", "emil@example.org"]
    assert "/accounts/login/" in mail.outbox[0].body
    assert "dora" in mail.outbox[0].body + mail.outbox[1].body
    assert "has let your account" not in mail.outbox[0].body


def test_many_are_asked_about_before_it_happens(page: Client, newcomers) -> None:
    data = {"action": "approve_newcomers", "_selected_action": [row.pk for row in newcomers], "index": "0"}
    asked = page.post(LIST, data)
    assert b"dora@example.org" in asked.content
    assert b"emil@example.org" in asked.content
    assert User.objects.filter(is_newcomer=True).count() == 2


def test_who_is_refused_reads_the_reason_in_a_mail(run_button, newcomers) -> None:
    run_button("refuse_newcomers", newcomers[0], reason="Not from here")
    newcomers[0].refresh_from_db()
    assert (newcomers[0].status, newcomers[0].reason) == ("refused", "Not from here")
    assert "Not from here" in mail.outbox[0].body


def test_nobody_is_mailed_where_there_is_no_mail(run_button, newcomers, settings) -> None:
    settings.EMAIL_BACKEND = site_mail.NO_MAIL
    run_button("approve_newcomers", newcomers[0])
    assert mail.outbox == []


def test_the_page_of_a_newcomer_shows_who_asks(page: Client, newcomers) -> None:
    shown = page.get(f"{LIST}{newcomers[0].pk}/change/").content.decode()
    assert "dora@example.org" in shown
    assert f"/admin/chat/user/{newcomers[0].person_id}/change/" in shown
