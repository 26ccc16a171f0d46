"""Authentication and permissions: whose credential this is, and which objects a user may reach."""

from chat.access.credential import Credential
from chat.access.credentials import (
    TICKET_SALT,
    Credentials,
    by_secret,
    by_session,
    by_ticket,
    by_token,
    is_ticket,
    require_live,
)
from chat.access.moderation import (
    in_sight,
    require_moderator,
    require_power_over,
    require_power_to_undo,
    require_staff,
)
from chat.access.objects import (
    attachment_for,
    may_as_staff,
    membership_for,
    message_for,
    moderated_room_for,
    person_for,
    require_message,
    room_for,
    room_id_of_message,
)

__all__ = [
    "TICKET_SALT",
    "Credential",
    "Credentials",
    "attachment_for",
    "by_secret",
    "by_session",
    "by_ticket",
    "by_token",
    "in_sight",
    "is_ticket",
    "may_as_staff",
    "membership_for",
    "message_for",
    "moderated_room_for",
    "person_for",
    "require_live",
    "require_message",
    "require_moderator",
    "require_power_over",
    "require_power_to_undo",
    "require_staff",
    "room_for",
    "room_id_of_message",
]
