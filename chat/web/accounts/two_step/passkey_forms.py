"""Forms for what browsers say about passkeys, which is JSON that anybody can write."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms as allauth_forms
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from chat.actions.people import two_step
from chat.models import User
from chat.web.accounts.forms import SiteForm

NAME_LENGTH = 60
UNREADABLE = (
    *(ArithmeticError, AttributeError, LookupError, TypeError, ValueError),
    *(NotImplementedError, RecursionError, struct.error, InvalidSignature, UnsupportedAlgorithm),
)
"""The errors that the libraries raise for answers that are wrong in some way."""


@contextmanager
def refusing() -> Iterator[None]:
    """Turn an answer that cannot be read, or whose signature is wrong, into an error of the form."""
    try:
        yield
    except UNREADABLE:
        raise get_adapter().validation_error("incorrect_passkey") from None


class CredentialField(forms.JSONField):
    def to_python(self, value: Any) -> Any:
        with refusing():
            return super().to_python(value)

    def bound_data(self, data: Any, initial: Any) -> None:
        """Show no answer again: each one is for one question."""

    def prepare_value(self, value: Any) -> str:
        return ""


def credential_field() -> CredentialField:
    """Return the hidden field that a script fills."""
    return CredentialField(widget=forms.HiddenInput)


class AddPasskeyForm(SiteForm, allauth_forms.AddWebAuthnForm):  # type: ignore[misc]
    credential = credential_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        name = self.fields["name"]
        name.label, name.help_text = _("Name"), _("So that you know it again: your phone, a key …")
        name.validators.append(MaxLengthValidator(NAME_LENGTH))
        name.widget.attrs |= {"maxlength": str(NAME_LENGTH), "autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        with refusing():
            return super().clean() or {}


class PasskeyForm(SiteForm):
    """Base of the forms that are filled by a passkey."""

    credential = credential_field()

    user: User | None

    def clean_credential(self) -> Any:
        try:
            with refusing():
                return super().clean_credential()  # type: ignore[misc]
        except ValidationError:
            if self.user is not None:
                two_step.record_failure(user=self.user, address=context.request.META.get("REMOTE_ADDR", ""))
            raise


class SecondStepPasskeyForm(PasskeyForm, allauth_forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class ConfirmByPasskeyForm(PasskeyForm, allauth_forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class PasskeyLoginForm(PasskeyForm, allauth_forms.LoginWebAuthnForm):  # type: ignore[misc]
    pass
