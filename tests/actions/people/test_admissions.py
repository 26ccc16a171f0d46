"""Newcomers come in when somebody lets them, and not before."""

import pytest

from chat import access
from chat.actions.moderation import actions
from chat.actions.people import admissions, email_addresses, signing_up, tokens, users
from chat.actions.rooms import rooms
from chat.errors import Banned, Conflict, Forbidden, Invalid, NotFound, Waiting
from chat.models import ActionKind, Admission, AuditEntry, Membership, User
from tests.support.convergence import converging
from tests.support.factories import PASSWORD


@pytest.fixture
def lobby(ada):
    return rooms.create(by=ada, name="Lobby", is_default=True)


@pytest.fixture
def newcomer(lobby, settings):
    settings.SIGNUP_APPROVAL = True
    return signing_up.sign_up(username="dora", password=PASSWORD, email="dora@example.org").admission


def now(user):
    return User.objects.get(pk=user.pk)


def test_who_is_let_in_is_like_everybody_else(ruth, ada, lobby, newcomer):
    with converging(ada) as heard:
        admissions.approve(by=ruth, admission_id=newcomer.pk)
    dora = now(newcomer.person)
    assert (dora.is_active, dora.is_newcomer) == (True, False)
    assert Membership.objects.filter(user=dora, room=lobby).exists()
    assert "room:user-joined" in heard.types(ada)


def test_a_refused_newcomer_reads_why_and_may_be_let_in_later(ruth, newcomer):
    refused = admissions.refuse(by=ruth, admission_id=newcomer.pk, reason="We do not know you")
    assert (refused.status, refused.reason, refused.decided_by) == ("refused", "We do not know you", ruth)
    assert now(newcomer.person).waits_outside
    with pytest.raises(Conflict):
        admissions.refuse(by=ruth, admission_id=newcomer.pk, reason="Again")
    admissions.approve(by=ruth, admission_id=newcomer.pk)
    assert now(newcomer.person).is_active
    with pytest.raises(Conflict):
        admissions.approve(by=ruth, admission_id=newcomer.pk)
    entries = AuditEntry.objects.filter(event__startswith="newcomer.", person_id=newcomer.person_id).order_by("pk")
    assert [(entry.event, entry.facts["before"]) for entry in entries] == [
        ("newcomer.refuse", "waiting"),
        ("newcomer.approve", "refused"),
    ]


def test_only_staff_decide_and_about_newcomers(ada, ruth, newcomer):
    with pytest.raises(Forbidden):
        admissions.approve(by=ada, admission_id=newcomer.pk)
    with pytest.raises(Forbidden):
        admissions.refuse(by=ada, admission_id=newcomer.pk, reason="x")
    with pytest.raises(Invalid):
        admissions.refuse(by=ruth, admission_id=newcomer.pk, reason="")
    with pytest.raises(NotFound):
        admissions.approve(by=ruth, admission_id=newcomer.pk + 1)


@pytest.mark.parametrize("needs_approval", [True, False])
def test_a_confirmed_address_lets_in_or_leads_to_the_queue(lobby, settings, needs_approval):
    settings.SIGNUP_CONFIRM_EMAIL, settings.SIGNUP_APPROVAL = True, needs_approval
    dora = signing_up.sign_up(username="dora", password=PASSWORD, email="dora@example.org")
    email_addresses.confirm(by=dora, email=dora.email)
    assert now(dora).is_active != needs_approval
    assert Admission.objects.get(person=dora).status == ("waiting" if needs_approval else "admitted")
    assert Membership.objects.filter(user=dora).exists() != needs_approval


def test_a_token_of_a_newcomer_opens_nothing(newcomer):
    secret = tokens.issue(user=newcomer.person)[1]
    with pytest.raises(Waiting):
        access.by_token(secret)


def test_a_ban_of_a_newcomer_and_its_end_let_nobody_in(ruth, newcomer):
    ban = actions.act(by=ruth, kind=ActionKind.BAN, user_id=newcomer.person_id, reason="Spam")
    assert not now(newcomer.person).waits_outside
    with pytest.raises(Banned):
        access.by_token(tokens.issue(user=now(newcomer.person))[1])
    actions.undo(by=ruth, action_id=ban.pk, reason="Mistake")
    dora = now(newcomer.person)
    assert (dora.waits_outside, dora.is_active, dora.is_deactivated) == (True, False, False)


def test_a_newcomer_who_is_let_in_while_banned_stays_out(ruth, newcomer):
    ban = actions.act(by=ruth, kind=ActionKind.BAN, user_id=newcomer.person_id, reason="Spam")
    admissions.approve(by=ruth, admission_id=newcomer.pk)
    assert not now(newcomer.person).is_active
    actions.undo(by=ruth, action_id=ban.pk, reason="Mistake")
    assert now(newcomer.person).is_active


def test_reactivating_a_newcomer_does_not_let_them_in(ruth, newcomer):
    users.deactivate(by=ruth, user_id=newcomer.person_id)
    assert not now(newcomer.person).waits_outside
    users.reactivate(by=ruth, user_id=newcomer.person_id)
    dora = now(newcomer.person)
    assert (dora.waits_outside, dora.is_active) == (True, False)
