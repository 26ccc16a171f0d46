"""Sign-up is closed at once, and the audit log says by whom and why."""

from datetime import timedelta

import pytest

from chat import conf
from chat.actions.people import signup_locks
from chat.errors import Conflict, Forbidden, Invalid, NotFound
from chat.models import AuditEntry, SignupLock
from chat.queries import signing_up


def test_it_is_closed_for_a_time_or_until_somebody_reopens_it(ruth):
    lock = signup_locks.close(by=ruth, reason="Spam", hours=3)
    assert lock.until == lock.created_at + timedelta(hours=3)
    assert signup_locks.reopen(by=ruth, lock_id=lock.pk).ended_by == ruth
    assert signing_up.mode() == "open"
    assert signup_locks.close(by=None, reason="Spam", keeps_invitations=False).until is None
    assert signing_up.mode() == "closed"


def test_closing_and_reopening_are_in_the_audit_log_once(ruth):
    lock = signup_locks.close(by=ruth, reason="Spam")
    signup_locks.reopen(by=ruth, lock_id=lock.pk)
    signup_locks.reopen(by=ruth, lock_id=lock.pk)
    entries = AuditEntry.objects.filter(event__startswith="signup.").order_by("pk")
    assert [(entry.event, entry.actor_id) for entry in entries] == [
        ("signup.close", ruth.pk),
        ("signup.reopen", ruth.pk),
    ]
    assert "Spam" in entries[0].detail.text


def test_only_staff_close_and_reopen(ruth, ada):
    lock = signup_locks.close(by=ruth, reason="Spam")
    with pytest.raises(Forbidden):
        signup_locks.close(by=ada, reason="Spam")
    with pytest.raises(Forbidden):
        signup_locks.reopen(by=ada, lock_id=lock.pk)


def test_what_makes_no_sense_is_refused(ruth):
    for fields in ({"reason": " "}, {"reason": "x", "hours": 0}, {"reason": "x", "hours": conf.SIGNUP_LOCK_HOURS + 1}):
        with pytest.raises(Invalid):
            signup_locks.close(by=ruth, **fields)
    with pytest.raises(NotFound):
        signup_locks.reopen(by=ruth, lock_id=7)
    signup_locks.close(by=ruth, reason="Spam")
    with pytest.raises(Conflict):
        signup_locks.close(by=ruth, reason="Spam")
    assert SignupLock.objects.count() == 1
