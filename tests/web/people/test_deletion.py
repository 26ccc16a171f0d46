"""Deleting one's own account."""

from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from chat.actions.messages import messages
from chat.actions.people import tokens
from chat.models import AuditEntry, Message, MessageKind, User
from tests.support.captured_announcements import capture_controls
from tests.support.factories import PASSWORD, create_room, create_user
from tests.support.totp import confirm_password, set_up_two_step

DELETE = "/profile/delete/"


@pytest.fixture
def bobs(bob, ada):
    """A client of Bob's, who has just given his password."""
    client = Client()
    client.force_login(bob)
    confirm_password(client)
    return client


def texts_of(user):
    kept = Message.objects.filter(author=user, kind=MessageKind.MESSAGE, deleted_at=None)
    return list(kept.values_list("content", flat=True))


def test_it_asks_who_it_is_first(as_ada):
    assert as_ada.get(DELETE)["Location"].startswith("/accounts/reauthenticate/?next=")
    assert as_ada.post(DELETE, {"messages": "keep", "username": "ada"}).status_code == 302
    assert User.objects.get().username == "ada"


@pytest.mark.parametrize(("choice", "left"), [("keep", ["hello"]), ("remove", [])])
def test_the_account_is_erased_and_the_messages_stay_or_go(bobs, bob, ada, choice, left):
    room = create_room(ada, bob)
    messages.send(by=bob, room_id=room.pk, content="hello", client_id=uuid4())
    set_up_two_step(bob)
    tokens.issue(user=bob)
    elsewhere = Client()
    elsewhere.force_login(bob)
    with capture_controls() as given:
        response = bobs.post(DELETE, {"messages": choice, "username": "@Bob"})
    assert response.status_code == 200
    assert b"Your account is deleted" in response.content
    assert (4403, bob.pk) in [(control.code, control.user_id) for control in given]
    for client in (bobs, elsewhere):
        assert client.get("/profile/").status_code == 302
    bob.refresh_from_db()
    assert (bob.username, bob.is_active, bob.authenticator_set.count()) == (f"deleted-{bob.pk}", False, 0)
    assert texts_of(bob) == left
    assert not Session.objects.filter(session_key=elsewhere.cookies["sessionid"].value).exists()
    assert Client().post("/accounts/login/", {"login": "bob", "password": PASSWORD}).status_code == 401


def test_the_audit_log_says_that_it_was_their_own_wish_and_not_who_they_were(bobs, bob):
    bobs.post(DELETE, {"messages": "keep", "username": "bob"})
    entry = AuditEntry.objects.get(event="person.erase")
    assert (entry.person_id, entry.facts) == (bob.pk, {"messages_kept": True, "own_wish": True})
    assert not hasattr(entry, "detail")


@pytest.mark.parametrize(
    "data", [{}, {"messages": "keep"}, {"messages": "keep", "username": "ada"}, {"messages": "?", "username": "bob"}]
)
def test_without_the_choice_and_the_name_nothing_is_erased(bobs, bob, data):
    assert bobs.post(DELETE, data).status_code == 400
    assert User.objects.get(pk=bob.pk).username == "bob"


def test_the_last_administrator_stays(client, db):
    boss = create_user("boss", is_admin=True)
    client.force_login(boss)
    confirm_password(client)
    response = client.post(DELETE, {"messages": "keep", "username": "boss"})
    assert response.status_code == 400
    assert b"only administrator" in response.content
    assert client.get("/profile/").status_code == 200
