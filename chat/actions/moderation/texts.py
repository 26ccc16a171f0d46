"""Check the texts that people write to moderators, and moderators to people."""

from django.utils.translation import gettext_lazy as _

from chat.errors import Invalid
from chat.text.labels import check_topic
from chat.text.people.names import NameRefused


def clean_text(field: str, value: str, limit: int, *, is_needed: bool = False) -> str:
    """Return a reason, a note or an appeal as it is stored: one line of visible characters.

    Raises:
        Invalid: It is too long, has characters that cannot be shown, or is empty and `is_needed`.
    """
    try:
        text = check_topic(" ".join(value.split()), limit)
    except NameRefused as error:
        raise Invalid(error.message, fields={field: error.code}) from None
    if is_needed and not text:
        raise Invalid(fields={field: _("This is needed.")})
    return text
