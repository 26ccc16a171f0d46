"""In the admin nobody sees the content of a private room without a grant."""

import uuid

import pytest
from django.test import Client

from chat.actions.messages import messages
from chat.actions.moderation import grants, reports
from chat.models import Grant, Message, ReportReason, User
from chat.queries.moderation import reports as report_queue
from tests.admin.conftest import said
from tests.support.factories import create_room, create_user

SECRET = "the pearl is under the oak"


@pytest.fixture
def den(ben: User):
    return create_room(ben, create_user("dee"), name="Den", kind="private", topic="pearls")


@pytest.fixture
def secret(den, ben: User) -> Message:
    sent = messages.send(by=ben, room_id=den.pk, content=SECRET, client_id=uuid.uuid4())
    return Message.objects.get(pk=sent.message_id)


@pytest.fixture
def granted(root: User, den):
    """Return a function that gives the administrator a grant for the den."""

    def give() -> Grant:
        grant = grants.ask(by=root, room_id=den.pk, reason="Look")
        other = create_user("olga", is_admin=True)
        return grants.approve(by=other, grant_id=grant.pk)

    return give


PAGES = [
    "/admin/chat/message/",
    "/admin/chat/message/?q=pearl",
    "/admin/chat/message/{message}/change/",
    "/admin/chat/room/?q=pearls",
    "/admin/chat/room/{room}/change/",
    "/admin/chat/attachment/",
    "/admin/chat/message/{message}/history/",
]


def test_a_superuser_sees_nothing_of_it_without_a_grant(page: Client, secret: Message) -> None:
    for address in PAGES:
        response = page.get(address.format(message=secret.pk, room=secret.room_id), follow=True)
        shown = response.content.decode().replace("q=pearls", "").replace('value="pearl', "")
        assert SECRET not in shown, address
        assert "pearls" not in shown, address


def test_with_a_grant_they_do_until_it_ends(page: Client, root: User, secret: Message, granted) -> None:
    grant = granted()
    assert SECRET in page.get("/admin/chat/message/").content.decode()
    assert SECRET in page.get(f"/admin/chat/message/{secret.pk}/change/").content.decode()
    grants.end(by=root, grant_id=grant.pk)
    assert SECRET not in page.get("/admin/chat/message/").content.decode()


def test_the_context_of_a_report_needs_a_grant_and_the_reported_message_does_not(
    root: User, ben: User, den, secret: Message, granted
) -> None:
    sent = messages.send(by=ben, room_id=den.pk, content="Buy this", client_id=uuid.uuid4())
    dee = User.objects.get(username="dee")
    reports.report(by=dee, message_id=sent.message_id, reason=ReportReason.SPAM)

    def shown():
        [report] = report_queue.reports(root).reports
        return report.message.text, "".join(each.text for each in report.context)

    message, context = shown()
    assert ("Buy this" in message, SECRET in context) == (True, False)
    granted()
    assert SECRET in shown()[1]


def test_an_administrator_asks_on_the_page(page: Client, root: User, den) -> None:
    response = page.post("/admin/chat/grant/add/", {"room": den.pk, "reason": "Look", "hours": 5}, follow=True)
    assert response.status_code == 200
    grant = Grant.objects.get()
    assert (grant.user, grant.hours, grant.begun_at) == (root, 5, None)
    response = page.post("/admin/chat/grant/add/", {"room": den.pk, "reason": "Look", "hours": 5}, follow=True)
    assert said(response) == ["You may read this room already, or wait for the permission."]


def test_staff_without_all_rights_cannot_ask(client: Client, den) -> None:
    stella = create_user("stella")
    stella.is_staff = True
    stella.save()
    client.force_login(stella)
    assert client.get("/admin/chat/grant/add/").status_code == 403
