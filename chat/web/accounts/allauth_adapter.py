"""How allauth's account pages keep our rules."""

import logging
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.actions.people import invitations, validation
from chat.errors import ChatError, NotFound
from chat.models import User
from chat.text.people.names import fold
from chat.web.errors import mail_failed

log = logging.getLogger(__name__)


def login_key(login: str) -> str:
    """One key for all spellings of a login name."""
    return login.strip().lower() if "@" in login else fold(login.strip())


class LoginBackend(AuthenticationBackend):  # type: ignore[misc]
    """Log-in by username, in any case and width, or by e-mail address. No username holds an @."""

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """One look-up and one hash, whoever it is: nothing shows whether there is such a user, or one locked out."""
        login, password = credentials.get("username") or credentials.get("email") or "", credentials["password"]
        if len(password) > conf.PASSWORD_LENGTH:
            self._did_check_password = True
            return None
        user = User.objects.filter(**{"email" if "@" in login else "username_key": login_key(login)}).first()
        if user is None:
            return None
        self._did_check_password = True
        return user if user.check_password(password) and self.user_can_authenticate(user) else None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("The name or the password is not right."),
        "email_password_mismatch": _("The name or the password is not right."),
        "too_many_login_attempts": _("Too many attempts. Wait some minutes, then try again."),
        "email_taken": _("Someone uses this e-mail address already."),
        "enter_current_password": _("This is not your current password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        if settings.SIGNUP != "invite":
            return bool(settings.SIGNUP == "open")
        try:
            invitations.find(code=invitation_of(request))
        except NotFound:
            return False
        return True

    def is_safe_url(self, url: str) -> bool:
        """Only paths of this site, whatever hosts it serves."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def clean_username(self, username: str, shallow: bool = False) -> str:
        try:
            validation.check_username(username)
        except ChatError as error:
            raise refusal(error, "username") from None
        return username

    def clean_email(self, email: str) -> str:
        """Of what form an address may be; whether it is free, allauth asks next."""
        try:
            return validation.clean_email(email) if email else ""
        except ChatError as error:
            raise refusal(error, "email") from None

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that does not answer is admitted, alike to those with an account and those without."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:
            log.error("An e-mail could not be sent: %s", error)
            raise ImmediateHttpResponse(mail_failed(self.request)) from None

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failures are counted for the account, not for each spelling of its name and each host name of the site."""
        return login_key(credentials.get("email") or credentials.get("username") or "")


def invitation_of(request: HttpRequest) -> str:
    """The code of the invitation that the visitor came with, or ""."""
    return request.POST.get("invite", "") or request.GET.get("invite", "")


def refusal(error: ChatError, field: str) -> ValidationError:
    """What a form shows for an action's refusal: its text in the reader's language, and the code of the field."""
    return ValidationError(error.message, code=(error.fields or {}).get(field, error.code))
