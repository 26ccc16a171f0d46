"""The doors: who someone is, and what they may reach."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.core import signing
from django.utils import timezone

from chat import access, conf
from chat.access import Credential, SessionStore
from chat.actions.messages import messages
from chat.actions.people import tokens, users
from chat.actions.rooms import memberships, rooms
from chat.errors import Banned, ChatError, Forbidden, NotFound, Unauthenticated
from chat.models import User
from tests.support.factories import create_room
from tests.support.fixtures import *  # noqa: F403

pytestmark = pytest.mark.django_db
STRANGE = [
    "",
    "x",
    "cs_x",
    "cs_" + "x" * 10_000,
    "é",
    "\x00",
    "a" * 32 + "\x00",
    "' OR 1=1 --",
    "{}",
    "../../etc/passwd",
]


@pytest.fixture
def session(ada):
    """The key of a web session of Ada's."""
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(ada.pk), "x"
    store[HASH_SESSION_KEY] = ada.get_session_auth_hash()
    store.create()
    return store.session_key


@pytest.fixture
def token(ada):
    """A token of Ada's, and its secret."""
    return tokens.issue(user=ada, name="bot")


def lock_out(user):
    User.objects.filter(pk=user.pk).update(is_active=False)


# --- Sessions


def test_a_session_names_its_user(ada, session):
    assert access.by_session(session) == (ada, Credential(ada.pk, session_key=session))
    assert access.require_live(Credential(ada.pk, session_key=session)) == ada


def test_a_session_that_is_over_names_nobody(session):
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Unauthenticated):
        access.by_session(session)


def test_a_session_ends_with_the_password_it_was_opened_with(ada, session):
    ada.set_password("another horse")
    ada.save()
    with pytest.raises(Unauthenticated):
        access.by_session(session)


def test_a_session_ends_with_the_log_out(ada, session):
    users.logged_out(user=ada, session_key=session)
    with pytest.raises(Unauthenticated):
        access.by_session(session)


def test_a_session_of_a_deleted_user_names_nobody(ada, session):
    ada.delete()
    with pytest.raises(Unauthenticated):
        access.by_session(session)


def test_a_session_of_nobody_names_nobody():
    store = SessionStore()
    store["language"] = "en"
    store.create()
    with pytest.raises(Unauthenticated):
        access.by_session(store.session_key)


def test_a_session_whose_data_was_tampered_with_names_nobody(session):
    Session.objects.update(session_data="x" + Session.objects.get().session_data)
    with pytest.raises(Unauthenticated):
        access.by_session(session)


@pytest.mark.parametrize("key", STRANGE, ids=lambda key: repr(key)[:20])
def test_what_is_no_session_key_names_nobody(session, key):
    with pytest.raises(Unauthenticated):
        access.by_session(key)


def test_who_is_locked_out_is_told_so(ada, session, token):
    lock_out(ada)
    for door, key in ((access.by_session, session), (access.by_token, token[1])):
        with pytest.raises(Banned):
            door(key)
    with pytest.raises(Banned):
        access.require_live(Credential(ada.pk, token_id=token[0].pk))


# --- Tokens


def test_a_token_names_its_owner(ada, token):
    row, secret = token
    assert access.by_token(secret) == (ada, Credential(ada.pk, token_id=row.pk))
    assert access.by_secret(secret)[0] == access.require_live(Credential(ada.pk, token_id=row.pk)) == ada


def test_a_revoked_token_names_nobody(ada, token):
    row, secret = token
    tokens.revoke(by=ada, token_id=row.pk)
    with pytest.raises(Unauthenticated):
        access.by_token(secret)
    with pytest.raises(Unauthenticated):
        access.require_live(Credential(ada.pk, token_id=row.pk))


def test_neither_the_digest_nor_the_beginning_of_a_token_is_a_token(token):
    row, secret = token
    for guess in (row.digest, row.prefix, secret[:-1], secret.upper(), f" {secret}"):
        with pytest.raises(Unauthenticated):
            access.by_secret(guess)


@pytest.mark.parametrize("secret", [*STRANGE, ":", "a:b:c", "é:é:é", "::", "a:\x00:b"], ids=lambda key: repr(key)[:20])
def test_what_is_neither_token_nor_ticket_names_nobody(token, secret):
    with pytest.raises(Unauthenticated):
        access.by_secret(secret)


# --- Tickets


@pytest.fixture(params=["session", "token"])
def credential(request, ada, session, token):
    """What a ticket is made from."""
    if request.param == "session":
        return Credential(ada.pk, session_key=session)
    return Credential(ada.pk, token_id=token[0].pk)


def test_a_ticket_lets_its_user_in_once_with_what_it_was_made_from(ada, credential):
    ticket, _ = tokens.issue_ticket(credential=credential)
    assert access.by_secret(ticket) == (ada, credential)
    with pytest.raises(Unauthenticated, match="used before"):
        access.by_ticket(ticket)


def test_each_ticket_is_another_one(credential):
    one, _ = tokens.issue_ticket(credential=credential)
    other, _ = tokens.issue_ticket(credential=credential)
    assert access.by_ticket(one) == access.by_ticket(other)


@pytest.mark.parametrize(("age", "valid"), [(conf.TICKET_LIFETIME - 1, True), (conf.TICKET_LIFETIME + 1, False)])
def test_a_ticket_lasts_so_long_and_no_longer(ada, credential, age, valid):
    ticket, expires_at = tokens.issue_ticket(credential=credential)
    later = expires_at.timestamp() - conf.TICKET_LIFETIME + age
    with patch("django.core.signing.time.time", return_value=later):
        if valid:
            assert access.by_ticket(ticket)[0] == ada
        else:
            with pytest.raises(Unauthenticated):
                access.by_ticket(ticket)


def test_a_ticket_dies_with_what_it_was_made_from(ada, session, token):
    from_session, _ = tokens.issue_ticket(credential=Credential(ada.pk, session_key=session))
    from_token, _ = tokens.issue_ticket(credential=Credential(ada.pk, token_id=token[0].pk))
    users.logged_out(user=ada, session_key=session)
    tokens.revoke(by=ada, token_id=token[0].pk)
    for ticket in (from_session, from_token):
        with pytest.raises(Unauthenticated):
            access.by_ticket(ticket)


def test_a_ticket_of_who_was_locked_out_since_is_refused(ada, credential):
    ticket, _ = tokens.issue_ticket(credential=credential)
    lock_out(ada)
    with pytest.raises(Banned):
        access.by_ticket(ticket)


def test_a_ticket_made_from_nothing_lets_nobody_in(ada):
    ticket, _ = tokens.issue_ticket(credential=Credential(ada.pk))
    with pytest.raises(Unauthenticated):
        access.by_ticket(ticket)


def test_what_was_signed_for_something_else_or_changed_is_no_ticket(ada, credential):
    ticket, _ = tokens.issue_ticket(credential=credential)
    facts = signing.loads(ticket, salt=access.TICKET_SALT)
    for forged in (
        signing.dumps(facts),
        signing.dumps(facts, key="guess", salt=access.TICKET_SALT),
        ticket[:-1],
        f"x{ticket}",
    ):
        with pytest.raises(Unauthenticated):
            access.by_ticket(forged)


# --- What may be reached


@pytest.fixture
def places(ada, bob, cy, kitchen, pantry, say):
    """Rooms by name; the direct one is Ada's and Bob's; Cy is in the two others."""
    attic = create_room(ada, name="Attic")
    rooms.archive(by=ada, room_id=attic.pk)
    direct, _ = rooms.direct(by=ada, user_ids=[bob.pk])
    return {"public": kitchen, "private": pantry, "direct": direct, "archived": attic}


def outcome(call):
    try:
        call()
    except ChatError as error:
        return error.code
    return "ok"


MATRIX = {
    # who: (room, room_for, membership_for, moderated_room_for)
    ("ada", "public"): ("ok", "ok", "ok"),
    ("ada", "private"): ("ok", "ok", "ok"),
    ("ada", "direct"): ("ok", "ok", "forbidden"),
    ("ada", "archived"): ("ok", "ok", "ok"),
    ("bob", "public"): ("ok", "ok", "forbidden"),
    ("bob", "private"): ("ok", "ok", "forbidden"),
    ("bob", "direct"): ("ok", "ok", "forbidden"),
    ("bob", "archived"): ("ok", "not_a_member", "not_a_member"),
    ("cy", "public"): ("ok", "ok", "ok"),
    ("cy", "private"): ("ok", "ok", "ok"),
    ("cy", "direct"): ("not_found", "not_found", "not_found"),
    ("eve", "public"): ("ok", "not_a_member", "not_a_member"),
    ("eve", "private"): ("not_found", "not_found", "not_found"),
    ("eve", "direct"): ("not_found", "not_found", "not_found"),
}


@pytest.mark.parametrize(("who", "where"), MATRIX)
def test_who_reaches_which_room(ada, bob, cy, eve, places, who, where):
    user, room = {"ada": ada, "bob": bob, "cy": cy, "eve": eve}[who], places[where]
    doors = (access.room_for, access.membership_for, access.moderated_room_for)
    assert tuple(outcome(lambda door=door: door(user.pk, room.pk)) for door in doors) == MATRIX[who, where]


@pytest.mark.parametrize(("who", "where"), MATRIX)
def test_a_message_is_reached_where_its_room_is(ada, bob, cy, eve, places, who, where):
    user, room = {"ada": ada, "bob": bob, "cy": cy, "eve": eve}[who], places[where]
    message = room.messages.earliest("seq")
    assert outcome(lambda: access.message_for(user.pk, message.pk)) == MATRIX[who, where][0]


@pytest.mark.parametrize("id", [0, -1, 999_999, 2**63 - 1])
def test_what_is_not_there_is_not_found_and_nothing_worse(ada, id):
    for door in (access.room_for, access.membership_for, access.message_for, access.moderated_room_for):
        with pytest.raises(NotFound):
            door(ada.pk, id)
    with pytest.raises(NotFound):
        access.person_for(id)


def test_not_yours_and_not_there_answer_alike(eve, pantry, ada, say):
    message = say(ada, pantry)
    for door, id in ((access.room_for, pantry.pk), (access.message_for, message.pk)):
        with pytest.raises(NotFound) as not_yours:
            door(eve.pk, id)
        with pytest.raises(NotFound) as not_there:
            door(eve.pk, 999_999)
        assert not_yours.value.message == not_there.value.message


def test_who_has_left_is_outside_again(bob, pantry, ada, say):
    message = say(ada, pantry)
    memberships.leave(by=bob, room_id=pantry.pk)
    for door, id in (
        (access.room_for, pantry.pk),
        (access.membership_for, pantry.pk),
        (access.message_for, message.pk),
    ):
        with pytest.raises(NotFound):
            door(bob.pk, id)


def test_a_membership_comes_with_its_room_and_user_in_one_query(ada, kitchen, django_assert_num_queries):
    with django_assert_num_queries(1):
        membership = access.membership_for(ada.pk, kitchen.pk)
        assert (membership.room, membership.user) == (kitchen, ada)


def test_a_deleted_message_is_still_reached_and_empty(ada, kitchen, say):
    message = say(ada, kitchen, "secret")
    messages.delete(by=ada, message_id=message.pk)
    assert access.message_for(ada.pk, message.pk).content == ""


def test_the_locked_out_cannot_be_talked_to(ada, bob):
    assert access.person_for(bob.pk) == bob
    lock_out(bob)
    with pytest.raises(NotFound):
        access.person_for(bob.pk)


def test_a_member_without_the_right_is_told_so(bob, kitchen):
    with pytest.raises(Forbidden):
        access.moderated_room_for(bob.pk, kitchen.pk)
