"""Whether visitors can make accounts at this moment."""

from django.conf import settings
from django.utils import timezone

from chat.models import SignupLock


def lock_in_force() -> SignupLock | None:
    """Return what closes sign-up now, or None."""
    return SignupLock.objects.in_force(timezone.now()).order_by("-pk").first()


def mode() -> str:
    """Return `open`, `invite` or `closed`: settings.SIGNUP, unless an administrator has closed sign-up."""
    if settings.SIGNUP == "closed":
        return "closed"
    lock = lock_in_force()
    if lock is None:
        return str(settings.SIGNUP)
    return "invite" if lock.keeps_invitations else "closed"
