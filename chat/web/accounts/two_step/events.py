"""Records changes of two-step log-in, and tells the person by mail."""

from typing import Any

from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.dispatch import receiver
from django.http import HttpRequest

from chat.actions.people import two_step
from chat.models import User
from chat.web.accounts import mail
from chat.web.accounts.two_step.adapter import SECOND_STEPS


@receiver(signals.authenticator_added)
def note_added(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type in SECOND_STEPS:  # Recovery codes come along with the first of them.
        _record(request, user, "two_step.on", authenticator)


@receiver(signals.authenticator_removed)
def note_removed(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type in SECOND_STEPS:
        _record(request, user, "two_step.off", authenticator)


@receiver(signals.authenticator_reset)
def note_new_codes(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    _record(request, user, "two_step.codes", authenticator)


@receiver(signals.authentication_failed)
def note_failure(request: HttpRequest, user: User, **kwargs: Any) -> None:
    two_step.record_failure(user=user, address=request.META.get("REMOTE_ADDR", ""))


def _record(request: HttpRequest, user: User, event: str, authenticator: Authenticator) -> None:
    address = request.META.get("REMOTE_ADDR", "")
    two_step.record_change(user=user, event=event, kind=authenticator.type, address=address)
    mail.send_notice(request, user, "account/email/changes/two_step_changed", event=event, kind=authenticator.type)
