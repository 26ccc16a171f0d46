"""Close sign-up at once, for a time or until somebody reopens it.

Whether it is closed is asked of the database at each sign-up, so it holds for every process from this moment on.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.access import require_staff
from chat.actions.moderation import audit
from chat.actions.moderation.texts import clean_text
from chat.errors import Conflict, Invalid, NotFound
from chat.models import Installation, SignupLock, User


def close(*, by: User | None, reason: str, hours: int | None = None, keeps_invitations: bool = True) -> SignupLock:
    """Close sign-up.

    Args:
        by: Staff, or None for the operator of the server.
        reason: Why, for the audit log.
        hours: For how long. None: until somebody reopens it.
        keeps_invitations: Whether people with an invitation to the site can still sign up.

    Raises:
        Forbidden: The user is not staff.
        Invalid: There is no reason, or the hours are out of range.
        Conflict: It is closed already.
    """
    _require_staff(by)
    reason = clean_text("reason", reason, conf.REASON_LENGTH, is_needed=True)
    if hours is not None and not 1 <= hours <= conf.SIGNUP_LOCK_HOURS:
        raise Invalid(fields={"hours": f"1 to {conf.SIGNUP_LOCK_HOURS}"})
    with transaction.atomic():
        _take_turns()
        now = timezone.now()
        if SignupLock.objects.in_force(now).exists():
            raise Conflict(_("Sign-up is closed already."))
        lock = SignupLock.objects.create(
            reason=reason,
            keeps_invitations=keeps_invitations,
            created_at=now,
            created_by=by,
            until=now + timedelta(hours=hours) if hours is not None else None,
        )
        facts = {"lock": lock.pk, "hours": hours, "keeps_invitations": keeps_invitations}
        audit.record("signup.close", by=by, facts=facts, reason=reason)
    return lock


def reopen(*, by: User | None, lock_id: int) -> SignupLock:
    """Reopen sign-up before the time is over. Doing it again changes nothing.

    Raises:
        Forbidden: The user is not staff.
        NotFound: Sign-up was not closed by this.
    """
    _require_staff(by)
    with transaction.atomic():
        _take_turns()
        lock = SignupLock.objects.filter(pk=lock_id).first()
        if lock is None:
            raise NotFound(_("Sign-up was not closed by this."))
        if lock.ended_at is None:
            lock.ended_at, lock.ended_by = timezone.now(), by
            lock.save(update_fields=["ended_at", "ended_by"])
            audit.record("signup.reopen", by=by, facts={"lock": lock.pk})
    return lock


def _require_staff(by: User | None) -> None:
    if by is not None:
        require_staff(by)


def _take_turns() -> None:
    """Let two people who close or reopen sign-up at the same moment do it one after the other."""
    Installation.current()
    Installation.objects.select_for_update().get(pk=1)
