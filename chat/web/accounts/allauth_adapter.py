"""Adapts django-allauth to the site's rules for names, addresses, invitations and log-in."""

import logging
import time
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core import context
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.actions.moderation import audit
from chat.actions.people import invitations, validation
from chat.errors import ChatError, NotFound, RateLimited
from chat.models import User
from chat.queries import signing_up
from chat.web.accounts.attempts import attempt_of, find_user
from chat.web.accounts.two_step.adapter import passkeys_work

INVITATION = "invitation"
"""Where a session keeps the code of an invitation while its visitor is at a provider."""
CONFIRM_BY = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}
log = logging.getLogger(__name__)


class LoginBackend(AuthenticationBackend):  # type: ignore[misc]
    """Log in by username, whatever its case and width, or by e-mail address. Usernames cannot contain an @."""

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """Check the password with one query and one hash.

        A client cannot tell from the response, or from its timing, whether the user exists or is deactivated.
        """
        login, password = credentials.get("username") or credentials.get("email") or "", credentials["password"]
        if len(password) > conf.PASSWORD_LENGTH:
            self._did_check_password = True
            return None
        user = find_user(login)
        if user is None:
            return None
        self._did_check_password = True
        return user if user.check_password(password) and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: User) -> bool:
        """Let newcomers log in as well: they see how their request to enter stands, and nothing else."""
        return user.waits_outside or bool(super().user_can_authenticate(user))


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("The username or password is incorrect."),
        "email_password_mismatch": _("The username or password is incorrect."),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes, then try again."),
        "email_taken": _("Someone uses this e-mail address already."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("This is not your current password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        mode = signing_up.mode()
        if mode != "invite":
            return mode == "open"
        try:
            invitations.find(code=invitation_code(request))
        except NotFound:
            return False
        return True

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Stop inactive accounts, but not newcomers."""
        if user.waits_outside:
            return None
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def is_safe_url(self, url: str) -> bool:
        """Accept only paths of this site, even when it serves several hosts."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def clean_username(self, username: str, shallow: bool = False) -> str:
        try:
            validation.check_username(username)
        except ChatError as error:
            raise form_error(error, "username") from None
        return username

    def clean_email(self, email: str) -> str:
        """Check the form of the address. Nobody learns from a form whether it is somebody's."""
        try:
            return validation.clean_email(email) if email else ""
        except ChatError as error:
            raise form_error(error, "email") from None

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Check a password, unless there were too many attempts. allauth's own limits for it are off."""
        attempt = attempt_of(request, credentials.get("username") or credentials.get("email") or "")
        try:
            attempt.charge()
        except RateLimited:
            raise self.validation_error("too_many_login_attempts") from None
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            attempt.succeeded()
        return user

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Answer a log-in that needed no password, of somebody who is deactivated or banned."""
        messages.error(request, _("This account is deactivated."))
        return redirect("account_login")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Return the ways to confirm who one is that work at this address, in our words."""
        methods = super().get_reauthentication_methods(user)
        for method in methods:
            method["description"] = str(CONFIRM_BY.get(method["id"], method["description"]))
        by_passkey = "mfa_reauthenticate:webauthn"
        usable = [method for method in methods if method["id"] != by_passkey or passkeys_work(context.request)]
        if not usable and user.is_authenticated:
            usable = [{"id": "oidc", "description": "", "url": reverse("oidc-confirm")}]
        return usable

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Return False for somebody without a password who has just logged in at a provider."""
        request = context.request
        if request.user.is_authenticated and not get_reauthentication_flows(request.user):
            since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
            records = get_authentication_records(request, request.user)
            if any(record["method"] == "socialaccount" and record["at"] >= since for record in records):
                return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record the failure, whoever it is, so that the time of the answer does not tell who has an account.

        What was typed is not recorded: it may be a password in the wrong field.
        """
        person = find_user(credentials.get("username") or credentials.get("email") or "")
        person_id = None if person is None else person.pk
        audit.record("login.failed", by=None, person_id=person_id, address=self.get_client_ip(request))


def invitation_code(request: HttpRequest) -> str:
    """Return the code of the visitor's invitation, or "". The session keeps it while they are at a provider."""
    kept = str(request.session.get(INVITATION, ""))
    return request.POST.get("invite", "") or request.GET.get("invite", "") or kept


def form_error(error: ChatError, field: str) -> ValidationError:
    """Convert an action's error into a form error: its text in the reader's language, with the code of the field."""
    return ValidationError(error.message, code=(error.fields or {}).get(field, error.code))
