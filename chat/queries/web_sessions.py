"""Where somebody is logged in."""

from django.contrib.sessions.models import Session
from django.utils import timezone

from chat.models import User, WebSession


def sessions_of(user: User) -> list[WebSession]:
    """Return the user's sessions that are still valid, the one that was used last first."""
    valid = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return list(WebSession.objects.filter(user=user, session_key__in=valid))
