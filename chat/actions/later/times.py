"""Check the times that people choose for scheduled messages and reminders."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.errors import Invalid

TOLERANCE = timedelta(minutes=5)
"""How far in the past a time may be: people take a while to press the button."""


def clean_future_time(field: str, moment: datetime) -> datetime:
    """Return `moment` if it is in the future, or has only just passed.

    Args:
        field: The name of the field on the wire, for the error.

    Raises:
        Invalid: The moment has passed, or is more than LATER_DAYS away.
    """
    now = timezone.now()
    if moment > now + timedelta(days=conf.LATER_DAYS):
        raise Invalid(
            fields={field: format_lazy(_("At most {days} days from now, please."), days=conf.LATER_DAYS)},
        )
    if moment < now - TOLERANCE:
        raise Invalid(fields={field: _("This time has passed.")})
    return moment
