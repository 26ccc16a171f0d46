"""Notifications to one person."""

from chat.protocol.base import Payload, Time


class Notification(Payload):
    id: int
    kind: str
    room_id: int | None = None
    message_id: int | None = None
    title: str
    body: str
    url: str
    created_at: Time
