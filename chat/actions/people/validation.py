"""What people may be called, and reached by: checked once, for every door."""

from collections.abc import Container

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.errors import Conflict, Invalid
from chat.models import User
from chat.text.people import names
from chat.text.people.names import NameRefused, check_display_name, fold
from chat.text.search.keywords import keywords


def check_username(username: str) -> None:
    """Raise Invalid or Conflict unless someone new may take this name."""
    try:
        names.check_username(username)
    except NameRefused as error:
        raise Invalid(error.message, fields={"username": error.code}) from None
    if User.objects.filter(username_key=fold(username)).exists():
        raise Conflict(_("This name is taken."), fields={"username": "name_taken"})


def clean_email(email: str) -> str:
    """An e-mail address as it is stored, in lower case. Raises Invalid."""
    email = email.strip().lower()
    try:
        if not email.isascii() or len(email) > conf.EMAIL_LENGTH:
            raise ValidationError("")
        validate_email(email)
    except ValidationError:
        raise Invalid(_("This is not an e-mail address."), fields={"email": "invalid"}) from None
    return email


def clean_unused_email(email: str) -> str:
    """An e-mail address that nobody uses, or "" for none. Raises Invalid, Conflict."""
    email = clean_email(email) if email.strip() else ""
    if email and User.objects.filter(email=email).exists():
        raise Conflict(_("Someone uses this e-mail address already."), fields={"email": "email_taken"})
    return email


def clean_display_name(field: str, name: str) -> str:
    """A display name as it is stored. Raises Invalid."""
    try:
        return check_display_name(name)
    except NameRefused as error:
        raise Invalid(error.message, fields={field: error.code}) from None


def clean_keywords(field: str, text: str) -> str:
    """Highlight words as they are stored, one a line. Raises Invalid."""
    try:
        return "\n".join(keywords(text, conf.KEYWORDS, conf.KEYWORD_LENGTH))
    except ValueError:
        limits = {"most": conf.KEYWORDS, "longest": conf.KEYWORD_LENGTH}
        message = format_lazy(_("At most {most} words of at most {longest} characters."), **limits)
        raise Invalid(message, fields={field: "too_long"}) from None


def clean_choice(field: str, value: str | None, choices: Container[str]) -> str | None:
    """`value`, if it is one of the `choices` or not given. Raises Invalid."""
    if value and value not in choices:
        raise Invalid(fields={field: "invalid"})
    return value or None
