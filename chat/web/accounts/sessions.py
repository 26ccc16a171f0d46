"""Closes the sockets of a session when it ends: on log-out, password change and password reset."""

from typing import Any

from allauth.account.signals import password_changed, password_reset
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from chat.actions.people import sessions
from chat.models import User


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
