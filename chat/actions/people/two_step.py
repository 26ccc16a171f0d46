"""Two-step log-in: what the audit log says about it, and how staff reset it for somebody.

allauth stores the second steps themselves, when their owner adds or removes one.
"""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.actions.moderation import audit
from chat.actions.moderation.texts import clean_text
from chat.actions.people.staff_rights import account_for_staff
from chat.errors import Conflict
from chat.models import User


def record_change(*, user: User, event: str, kind: str, address: str) -> None:
    """Note that somebody has added or removed a second step of their own.

    Args:
        user: The person.
        event: `two_step.on`, `two_step.off`, or `two_step.codes` for new recovery codes.
        kind: A type of `Authenticator`.
        address: The person's address.
    """
    audit.record(event, by=user, person_id=user.pk, facts={"kind": kind}, address=address)


def record_failure(*, user: User, address: str) -> None:
    """Note that somebody who knew the password had no right code or passkey."""
    audit.record("login.failed", by=None, person_id=user.pk, facts={"step": 2}, address=address)


def reset(*, by: User | None, user_id: int, reason: str) -> None:
    """Remove all second steps of somebody who has lost them. They log in with the password alone again.

    Args:
        by: A member of staff; None for the site's commands.
        user_id: The person.
        reason: It goes to the audit log.

    Raises:
        Forbidden: The user may not change accounts, or the account is a superuser's and the user is none.
        NotFound: The account does not exist.
        Invalid: There is no reason.
        Conflict: The account is the user's own, or it has no second step.
    """
    text = clean_text("reason", reason, conf.REASON_LENGTH, is_needed=True)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id) if by is None else account_for_staff(by, user_id)
        if by is not None and user.pk == by.pk:
            # Otherwise somebody who sits down at an open page would need no code.
            raise Conflict(_("You switch off your own two-step log-in on your security page."))
        kinds = sorted(set(Authenticator.objects.filter(user=user).values_list("type", flat=True)))
        if not kinds:
            raise Conflict(_("This person has no two-step log-in."))
        Authenticator.objects.filter(user=user).delete()
        audit.record(
            "two_step.reset", by=by, person_id=user.pk, facts={"kinds": kinds}, person=user.username, reason=text
        )
