"""Check and normalise the fields of an account, for every door.

A `clean_` function returns the value as it is stored.
"""

from collections.abc import Container

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.actions.moderation import word_filter
from chat.actions.people import look_alikes
from chat.errors import Conflict, Invalid
from chat.models import User
from chat.text.people import names
from chat.text.people.domains import fold_address
from chat.text.people.names import NameRefused, check_display_name, fold
from chat.text.search.keywords import keywords


def check_username(username: str) -> None:
    """Check that a new user may take this name.

    Raises:
        Invalid: The name breaks a rule.
        Filtered: The word filter does not allow it.
        Conflict: Somebody has it, or one that looks like it.
    """
    try:
        names.check_username(username)
    except NameRefused as error:
        raise Invalid(error.message, fields={"username": error.code}) from None
    word_filter.require_clean(username)
    if User.objects.filter(username_key=fold(username)).exists():
        raise Conflict(_("This name is taken."), fields={"username": "name_taken"})
    if look_alikes.is_taken(username):
        raise Conflict(_("This name looks like somebody else's."), fields={"username": "name_taken"})


def clean_email(email: str) -> str:
    """Return an e-mail address in lower case and ASCII. Raises Invalid."""
    email = fold_address(email)
    try:
        if not email.isascii() or len(email) > conf.EMAIL_LENGTH:
            raise ValidationError("")
        validate_email(email)
    except ValidationError:
        raise Invalid(_("This is not an e-mail address."), fields={"email": "invalid"}) from None
    return email


def clean_unused_email(email: str, *, except_for: int = 0) -> str:
    """Return an e-mail address that nobody else has confirmed, or "" for none.

    Raises:
        Invalid: This is not an address.
        Conflict: Somebody has confirmed it.
    """
    email = clean_email(email) if email.strip() else ""
    if email and User.objects.filter(email=email, email_verified=True).exclude(pk=except_for).exists():
        raise Conflict(_("Someone uses this e-mail address already."), fields={"email": "email_taken"})
    return email


def clean_display_name(field: str, name: str) -> str:
    """Return a display name. Raises Invalid, with the reason under `field`, or Filtered."""
    try:
        checked = check_display_name(name)
    except NameRefused as error:
        raise Invalid(error.message, fields={field: error.code}) from None
    word_filter.require_clean(checked)
    return checked


def clean_keywords(field: str, text: str) -> str:
    """Return highlight words, one a line. Raises Invalid, with the reason under `field`."""
    try:
        return "\n".join(keywords(text, conf.KEYWORDS, conf.KEYWORD_LENGTH))
    except ValueError:
        limits = {"most": conf.KEYWORDS, "longest": conf.KEYWORD_LENGTH}
        message = format_lazy(_("At most {most} words of at most {longest} characters."), **limits)
        raise Invalid(message, fields={field: "too_long"}) from None


def clean_choice(field: str, value: str | None, choices: Container[str]) -> str | None:
    """Return `value` if it is one of `choices`, and None if it is empty. Raises Invalid."""
    if value and value not in choices:
        raise Invalid(fields={field: "invalid"})
    return value or None
