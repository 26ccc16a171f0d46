"""What scheduled messages and reminders have in common."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.delivery.announce import announce, to_user
from chat.delivery.announcements import Frame
from chat.errors import Invalid
from chat.protocol.events import event
from chat.protocol.notifications import Notification
from chat.queries import later


def checked_time(field: str, moment: datetime) -> datetime:
    """A time to come, within reason; one that has just passed is now. Raises Invalid."""
    now = timezone.now()
    if moment > now + timedelta(days=conf.LATER_DAYS):
        raise Invalid(
            fields={field: format_lazy(_("At most {days} days from now, please."), days=conf.LATER_DAYS)},
        )
    if moment < now - timedelta(minutes=5):
        raise Invalid(fields={field: _("This time has passed.")})
    return moment


def announce_counts(user_id: int) -> None:
    """Tell the user's tabs and devices how much waits now."""
    announce(to_user(user_id, Frame(event("later:changed", later.counts(user_id)), subject="later")))


def notify(user_id: int, notification: Notification) -> None:
    """Tell the user of something that is for them alone."""
    announce(to_user(user_id, Frame(event("notification", notification))))
