"""What a password may be, whatever door it comes in by."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chat import conf


class LengthValidator(MinimumLengthValidator):
    """Django's, whose text its Chinese catalogue lacks."""

    def get_error_message(self) -> str:
        return _("This password is too short: at least %(length)s characters.") % {"length": self.min_length}


class StorableValidator:
    """Refuses what no hash should be spent on: over PASSWORD_LENGTH characters, NUL, nothing but spaces."""

    def validate(self, password: str, user: object = None) -> None:
        if len(password) > conf.PASSWORD_LENGTH:
            text = _("This password is too long: at most %(length)s characters.") % {"length": conf.PASSWORD_LENGTH}
            raise ValidationError(text, code="password_too_long")
        if "\0" in password or not password.strip():
            raise ValidationError(
                _("This password has only spaces, or characters that cannot be used."), code="invalid"
            )

    def get_help_text(self) -> str:
        return ""
