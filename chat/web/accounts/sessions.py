"""Notes sessions, closes their sockets when they end, and records the log-ins of staff."""

from typing import Any

from allauth.account.signals import password_changed, password_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from chat.actions.moderation import audit
from chat.actions.people import sessions
from chat.models import User
from chat.web.accounts import session_use


@receiver(user_logged_in)
def record_login_of_staff(request: HttpRequest, user: User, **kwargs: Any) -> None:
    if user.is_staff:
        audit.record("login", by=user, person_id=user.pk, address=request.META.get("REMOTE_ADDR", ""))


@receiver(user_logged_in)
def note_session(request: HttpRequest, user: User, **kwargs: Any) -> None:
    session_use.note(request, user)


@receiver(user_logged_in)
def note_address(request: HttpRequest, user: User, **kwargs: Any) -> None:
    sessions.note_address(user=user, address=request.META.get("REMOTE_ADDR", ""))


@receiver(user_logged_out)
def end_session(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None and request.session.session_key:
        sessions.end_session(user=user, session_key=request.session.session_key)


@receiver(password_changed)
def end_other_sessions(request: HttpRequest, user: User, **kwargs: Any) -> None:
    sessions.end_other_sessions(user=user, keep_session=request.session.session_key)


@receiver(password_reset)
def end_all_sessions(request: HttpRequest, user: User, **kwargs: Any) -> None:
    sessions.end_other_sessions(user=user, keep_session=None)
