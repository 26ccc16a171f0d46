"""The queue of reports in the admin."""

from typing import Any

from django.test import Client

from chat.models import Kind, Message, ModerationAction, User
from tests.support.factories import create_room

LIST = "/admin/chat/report/"


def test_a_report_shows_the_message_among_the_others_and_the_record(page: Client, reported: Any) -> None:
    reported("First")
    report = reported("Buy <b>this</b>")
    text = page.get(f"{LIST}{report.pk}/change/").content.decode()
    assert "<strong>ben: Buy &lt;b&gt;this&lt;/b&gt;</strong>" in text
    assert "<li>ben: First</li>" in text
    assert 'accesskey="d"' in text


def test_of_a_private_room_one_message_is_shown(page: Client, reported: Any, ada: User, ben: User) -> None:
    vault = create_room(ada, ben, name="Vault", kind=Kind.PRIVATE)
    reported("A secret", vault)
    report = reported("Buy this", vault)
    text = page.get(f"{LIST}{report.pk}/change/").content.decode()
    assert "Buy this" in text
    assert "A secret" not in text


def test_one_click_removes_the_message_closes_the_report_and_shows_the_next(run_button: Any, reported: Any) -> None:
    other, report = reported("Other"), reported()
    response = run_button("remove_messages", report, from_page="1")
    assert response.redirect_chain[-1][0] == f"{LIST}{other.pk}/change/"
    report.refresh_from_db()
    assert (report.status, report.outcome) == ("closed", "actioned")
    assert report.action == ModerationAction.objects.get(kind="delete")
    assert Message.objects.get(pk=report.message_id).deleted_at is not None


def test_the_queue_is_cleared_for_many_at_once(run_button: Any, reported: Any) -> None:
    rows = [reported(f"{number}") for number in range(3)]
    run_button("dismiss_reports", *rows)
    assert {type(row).objects.get(pk=row.pk).outcome for row in rows} == {"dismissed"}


def test_muting_the_author_has_an_end(run_button: Any, reported: Any, ben: User) -> None:
    run_button("mute_authors", reported())
    action = ModerationAction.objects.get(kind="mute")
    assert (action.person, action.room, action.until is not None) == (ben, None, True)


def test_nobody_sees_the_reports_of_their_own_messages(client: Client, root: User, reported: Any, ben: User) -> None:
    report = reported()
    ben.is_staff = ben.is_superuser = True
    ben.save()
    client.force_login(ben)
    assert list(client.get(LIST).context["cl"].result_list) == []
    assert client.get(f"{LIST}{report.pk}/change/").status_code == 302
