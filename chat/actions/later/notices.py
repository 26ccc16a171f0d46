"""Announce to one user what became of their scheduled messages and reminders."""

from chat.delivery.announce import announce, to_user
from chat.delivery.announcements import Frame
from chat.protocol.events import event
from chat.protocol.notifications import Notification
from chat.queries import later


def announce_counts(user_id: int) -> None:
    """Send the user's connections the numbers of waiting messages and reminders."""
    announce(to_user(user_id, Frame(event("later:changed", later.counts(user_id)), subject="later")))


def notify(user_id: int, notification: Notification) -> None:
    """Send a notification to all connections of the user."""
    announce(to_user(user_id, Frame(event("notification", notification))))
