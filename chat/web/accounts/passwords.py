"""Password validators that Django does not have."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chat import conf


class LengthValidator(MinimumLengthValidator):
    """Django's validator with a text of our own, because Django's Chinese catalogue does not translate it."""

    def get_error_message(self) -> str:
        return _("This password is too short: at least %(length)s characters.") % {"length": self.min_length}


class StorableValidator:
    """Rejects passwords that should not be hashed: longer than PASSWORD_LENGTH, with a NUL, or only spaces."""

    def validate(self, password: str, user: object = None) -> None:
        if len(password) > conf.PASSWORD_LENGTH:
            text = _("This password is too long: at most %(length)s characters.") % {"length": conf.PASSWORD_LENGTH}
            raise ValidationError(text, code="password_too_long")
        if "\0" in password or not password.strip():
            raise ValidationError(
                _("This password contains only spaces, or characters that are not allowed."), code="invalid"
            )

    def get_help_text(self) -> str:
        return ""
