"""Staff reset somebody's two-step log-in."""

import pytest
from allauth.mfa.models import Authenticator

from chat.actions.people import two_step
from chat.errors import Conflict, Forbidden, Invalid
from chat.models import AuditEntry
from tests.support.factories import create_user
from tests.support.totp import set_up_two_step


@pytest.fixture
def boss(db):
    return create_user("boss", is_admin=True)


@pytest.fixture
def protected(ada):
    set_up_two_step(ada)
    return ada


def test_a_reset_removes_the_app_and_the_codes_and_leaves_a_line_with_the_reason(boss, protected):
    two_step.reset(by=boss, user_id=protected.pk, reason="lost her phone")
    assert not Authenticator.objects.exists()
    entry = AuditEntry.objects.get(event="two_step.reset")
    assert (entry.actor_id, entry.person_id) == (boss.pk, protected.pk)
    assert entry.facts == {"kinds": ["recovery_codes", "totp"]}
    assert "lost her phone" in entry.detail.text


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_a_reset_needs_a_reason(boss, protected, reason):
    with pytest.raises(Invalid):
        two_step.reset(by=boss, user_id=protected.pk, reason=reason)
    assert Authenticator.objects.exists()


def test_only_staff_who_may_change_accounts_reset_it(bob, protected):
    with pytest.raises(Forbidden):
        two_step.reset(by=bob, user_id=protected.pk, reason="please")


def test_nobody_resets_their_own(boss):
    set_up_two_step(boss)
    with pytest.raises(Conflict):
        two_step.reset(by=boss, user_id=boss.pk, reason="mine")


def test_a_person_without_it_has_nothing_to_reset(boss, ada):
    with pytest.raises(Conflict):
        two_step.reset(by=boss, user_id=ada.pk, reason="lost")
    assert not AuditEntry.objects.filter(event="two_step.reset").exists()


def test_the_site_resets_it_for_the_last_administrator(boss):
    set_up_two_step(boss)
    two_step.reset(by=None, user_id=boss.pk, reason="the phone fell into the sea")
    assert not Authenticator.objects.exists()
