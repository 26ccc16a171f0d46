"""Make the frames and announcements that several actions share."""

from chat.delivery.announce import to_room, to_user
from chat.delivery.announcements import Announcement, Frame
from chat.delivery.presence import presence
from chat.models import Membership, Message, Room
from chat.protocol.events import event
from chat.protocol.messages.events import ReadState
from chat.protocol.messages.payload import message_payload
from chat.queries.rooms.sidebar import entries_of_room, unread_mentions


def new_message(message: Message) -> Frame:
    return Frame(event("chat:message", message_payload(message, is_new=True)), message.rev, message.seq)


def changed_message(message: Message) -> Frame:
    return Frame(event("chat:changed", message_payload(message)), message.rev, message.seq)


def read_state(membership: Membership, last_seq: int) -> ReadState:
    return read_states([membership], last_seq)[0]


def read_states(memberships: list[Membership], last_seq: int) -> list[ReadState]:
    """Return the read marks and unread counts of members of one room, in one query."""
    mentions = unread_mentions(memberships)
    return [
        ReadState(
            room_id=membership.room_id,
            read_seq=membership.read_seq,
            unread=max(0, last_seq - membership.read_seq),
            mentions=mentions.get(membership.pk, 0),
        )
        for membership in memberships
    ]


def mention_counts(memberships: list[Membership], last_seq: int) -> list[Announcement]:
    """Address `read` events to members whose count of mentions an edit or a deletion has changed."""
    if not memberships:
        return []
    # Locked, so that someone who reads on at this moment cannot be shown the older state.
    ids = [membership.pk for membership in memberships]
    locked = list(Membership.objects.select_for_update().filter(pk__in=ids).order_by("room_id", "user_id"))
    return [
        to_user(membership.user_id, Frame(event("read", state), subject=f"read:{membership.room_id}"))
        for membership, state in zip(locked, read_states(locked, last_seq), strict=True)
    ]


def room_updated(room: Room) -> list[Announcement]:
    """Make an announcement of the room's sidebar entry for each member, after a change of the room."""
    entries = entries_of_room(room, presence.online)
    return [
        to_user(user_id, Frame(event("room:updated", entry), subject=f"room:{room.pk}"))
        for user_id, entry in entries.items()
    ]


def in_room(room: Room, *frames: Frame) -> Announcement:
    return to_room(room.pk, *frames)
