"""Invitations to the site."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from chat import conf
from chat.errors import Forbidden, NotFound
from chat.models import Invitation, User


def invite(*, by: User, uses: int = 1) -> Invitation:
    """A link with which `uses` people may sign up within INVITATION_DAYS. Raises Forbidden for who is not staff."""
    if not by.is_staff:
        raise Forbidden("Only the site's administration may invite.")
    return Invitation.objects.create(
        created_by=by, uses_left=uses, expires_at=timezone.now() + timedelta(days=conf.INVITATION_DAYS)
    )


def find(*, code: str) -> Invitation:
    """A usable invitation. Raises NotFound."""
    invitation = Invitation.objects.usable().filter(code=code).first()
    if invitation is None:
        raise NotFound("This invitation is not valid any more.")
    return invitation


def redeem(*, code: str) -> None:
    """Use an invitation once; of two at the last use, one gets NotFound."""
    if not Invitation.objects.usable().filter(code=code).update(uses_left=F("uses_left") - 1):
        raise NotFound("This invitation is not valid any more.")


def withdraw(*, by: User, invitation_id: int) -> None:
    """End an invitation. Raises Forbidden, NotFound."""
    if not by.is_staff:
        raise Forbidden("Only the site's administration may do this.")
    if not Invitation.objects.filter(pk=invitation_id).delete()[0]:
        raise NotFound()
