"""Notifications."""

from chat.protocol.notifications import Notification
from tests.support.protocol import NOON, to_wire


def test_a_notification_without_a_room_or_message_leaves_their_ids_out():
    notification = Notification(id=1, kind="reminder", title="a", body="b", url="/", created_at=NOON)
    assert to_wire(notification).keys() == {"id", "kind", "title", "body", "url", "createdAt"}
