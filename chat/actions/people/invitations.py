"""Create, use and withdraw invitations to the site."""

from datetime import timedelta

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.errors import Forbidden, Invalid, NotFound
from chat.models import Invitation, User
from chat.rate_limits.kinds import limited


@limited("tokens")
def invite(*, by: User, uses: int = 1) -> Invitation:
    """Create an invitation with which `uses` people may sign up within INVITATION_DAYS.

    Raises:
        Forbidden: The user is not staff.
        Invalid: The number of uses is out of range.
    """
    if not by.is_staff:
        raise Forbidden(_("Only staff may invite people."))
    if not 1 <= uses <= conf.INVITATION_USES:
        raise Invalid(fields={"uses": f"1 to {conf.INVITATION_USES}"})
    return Invitation.objects.create(
        created_by=by, uses_left=uses, expires_at=timezone.now() + timedelta(days=conf.INVITATION_DAYS)
    )


def find(*, code: str) -> Invitation:
    """Return an invitation that can be used. Raises NotFound."""
    invitation = _usable(code).first()
    if invitation is None:
        raise NotFound(_("This invitation is no longer valid."))
    return invitation


def redeem(*, code: str) -> None:
    """Use an invitation once. Of two people who use it at the last moment, one gets NotFound."""
    if not _usable(code).update(uses_left=F("uses_left") - 1):
        raise NotFound(_("This invitation is no longer valid."))


def withdraw(*, by: User, invitation_id: int) -> None:
    """Delete an invitation.

    Raises:
        Forbidden: The user is not staff.
        NotFound: The invitation does not exist.
    """
    if not by.is_staff:
        raise Forbidden(_("Only the site's administration may do this."))
    if not Invitation.objects.filter(pk=invitation_id).delete()[0]:
        raise NotFound()


def _usable(code: str) -> QuerySet[Invitation]:
    # PostgreSQL raises an error when it compares text that contains a NUL.
    return Invitation.objects.usable().filter(code=code) if "\0" not in code else Invitation.objects.none()
