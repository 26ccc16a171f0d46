"""Tell others what they see of a person."""

from chat.delivery.announce import announce, to_members_of
from chat.delivery.announcements import Frame
from chat.models import User
from chat.protocol.events import event
from chat.protocol.people import peer_payload


def announce_person(user: User) -> None:
    """Tell those who share a room with somebody their name and picture, and whether they are deactivated."""
    room_ids = list(user.memberships.values_list("room_id", flat=True))
    announce(to_members_of(room_ids, Frame(event("user:updated", peer_payload(user)), subject=f"user:{user.pk}")))
