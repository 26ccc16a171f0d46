"""Forms for codes of the second step."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms as allauth_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.errors import RateLimited
from chat.models import User
from chat.web.accounts.attempts import attempt_at_code
from chat.web.accounts.forms import SiteForm


class CodeForm(SiteForm):
    """Base of the forms that ask for a code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = _("Verification code")
        code.validators.append(MaxLengthValidator(conf.CODE_LENGTH))
        code.widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}


class LimitedCodeForm(CodeForm):
    """Checks a code, unless there were too many wrong ones. allauth's own limit for it is off."""

    user: User
    fields: dict[str, forms.Field]

    def clean_code(self) -> str:
        attempt = attempt_at_code(context.request, self.user)
        try:
            attempt.charge()
        except RateLimited:
            raise get_adapter().validation_error("too_many_login_attempts") from None
        code: str = super().clean_code()  # type: ignore[misc]
        attempt.succeeded()
        return code


class SecondStepForm(LimitedCodeForm, allauth_forms.AuthenticateForm):  # type: ignore[misc]
    pass


class ConfirmByCodeForm(LimitedCodeForm, allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    pass


class ActivateAppForm(CodeForm, ActivateTOTPForm):  # type: ignore[misc]
    pass
