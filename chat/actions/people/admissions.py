"""Let newcomers in, or refuse them.

The account of a newcomer exists and is in no room. `is_active` is off, so every door is closed to it; whoever logs in
reads how their request stands.
"""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.access import require_staff
from chat.actions.moderation import audit
from chat.actions.moderation.texts import clean_text
from chat.actions.people.facts import announce_person
from chat.actions.people.sessions import raise_access_version
from chat.actions.rooms import rooms
from chat.errors import Conflict, NotFound
from chat.models import Admission, AdmissionStatus, User
from chat.rate_limits.kinds import limited


def begin(user: User, *, needs_approval: bool, address: str) -> Admission:
    """Note what somebody who has just signed up waits for. Call it in the transaction that stores the account.

    Everybody whose address is to be confirmed does that first, so that only real addresses reach the queue.
    """
    return Admission.objects.create(
        person=user,
        status=AdmissionStatus.EMAIL if settings.SIGNUP_CONFIRM_EMAIL else AdmissionStatus.WAITING,
        needs_approval=needs_approval,
        asked_at=timezone.now(),
        address=address[:45],
    )


def address_confirmed(user: User) -> None:
    """Go on with the request of somebody who has confirmed their address. Does nothing for everybody else."""
    with transaction.atomic():
        requests = Admission.objects.select_for_update(of=("self",)).filter(person=user, status=AdmissionStatus.EMAIL)
        admission = requests.select_related("person").first()
        if admission is None:
            return
        if admission.needs_approval:
            admission.status = AdmissionStatus.WAITING
            admission.save(update_fields=["status"])
            return
        _settle(admission, AdmissionStatus.ADMITTED, by=None)
        _let_in(admission.person)


@limited("moderation")
def approve(*, by: User, admission_id: int) -> Admission:
    """Let a newcomer in. Also one who was refused, or whose address is not confirmed: the administrator answers for it.

    Raises:
        Forbidden: The user is not staff.
        NotFound: There is no such newcomer.
        Conflict: The person has been admitted already.
    """
    require_staff(by)
    with transaction.atomic():
        admission = _locked(admission_id)
        if admission.status == AdmissionStatus.ADMITTED:
            raise Conflict(_("This person has been admitted already."))
        before = admission.status
        _settle(admission, AdmissionStatus.ADMITTED, by=by)
        _let_in(admission.person)
        _audit("newcomer.approve", by, admission, before)
    return admission


@limited("moderation")
def refuse(*, by: User, admission_id: int, reason: str) -> Admission:
    """Refuse a newcomer. The account stays as it is, so that the person can log in and read why.

    Raises:
        Forbidden: The user is not staff.
        Invalid: There is no reason, or it is too long.
        NotFound: There is no such newcomer.
        Conflict: Somebody has decided already.
    """
    require_staff(by)
    reason = clean_text("reason", reason, conf.REASON_LENGTH, is_needed=True)
    with transaction.atomic():
        admission = _locked(admission_id)
        if admission.status not in (AdmissionStatus.EMAIL, AdmissionStatus.WAITING):
            raise Conflict(_("Somebody has decided about this person already."))
        before = admission.status
        _settle(admission, AdmissionStatus.REFUSED, by=by, reason=reason)
        _audit("newcomer.refuse", by, admission, before)
    return admission


def _locked(admission_id: int) -> Admission:
    rows = Admission.objects.select_for_update(of=("self",)).select_related("person")
    admission = rows.filter(pk=admission_id).first()
    if admission is None:
        raise NotFound(_("There is no such newcomer."))
    return admission


def _settle(admission: Admission, status: AdmissionStatus, *, by: User | None, reason: str = "") -> None:
    admission.status, admission.reason = status, reason
    admission.decided_at, admission.decided_by = timezone.now(), by
    admission.save(update_fields=["status", "reason", "decided_at", "decided_by"])


def _let_in(person: User) -> None:
    """Make the account one like all others, and add it to the default rooms. A ban stays."""
    is_active = person.banned_until is None and not person.is_deactivated
    raise_access_version(person, is_newcomer=False, is_active=is_active)
    rooms.join_default_rooms(person)
    announce_person(person)


def _audit(event: str, by: User, admission: Admission, before: str) -> None:
    facts = {"before": before, "after": admission.status}
    person = admission.person
    audit.record(event, by=by, person_id=person.pk, facts=facts, reason=admission.reason, person=person.username)
