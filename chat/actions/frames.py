"""Make the frames and announcements that several actions share."""

from collections.abc import Collection, Mapping, Sequence

from django.db import transaction

from chat.delivery.announce import to_room, to_user
from chat.delivery.announcements import Announcement, Frame
from chat.delivery.presence import presence
from chat.models import Membership, Message, Room
from chat.models.messages.versions import MessageVersion
from chat.protocol.events import event, message_event
from chat.protocol.messages.encoded import cache, encode_message
from chat.protocol.messages.events import ReadState
from chat.queries.rooms.sidebar import entries_of_room, entry, unread_mentions


def new_message(message: Message) -> Frame:
    """Make the event of a message that was stored in this transaction."""
    return new_messages([message])[0]


def new_messages(messages: Sequence[Message]) -> list[Frame]:
    """Make the events of messages that were stored in this transaction."""
    return [
        Frame(message_event("chat:message", text), message.rev, message.seq)
        for message, text in zip(messages, _encoded(messages, are_new=True), strict=True)
    ]


def changed_message(message: Message) -> Frame:
    """Make the event of a message that was changed in this transaction, with its rev and everything it shows."""
    (text,) = _encoded([message], are_new=False)
    return Frame(message_event("chat:changed", text), message.rev, message.seq)


def _encoded(messages: Sequence[Message], *, are_new: bool) -> list[str]:
    texts = [encode_message(message, is_new=are_new) for message in messages]
    if not texts:
        return []
    entries = list(zip(map(MessageVersion.of, messages), texts, strict=True))
    # Not before the commit: a transaction that fails leaves its revs to other changes.
    transaction.on_commit(lambda: cache.put_all(entries), robust=True)
    return texts


def read_states(memberships: list[Membership], last_seqs: Mapping[int, int]) -> list[ReadState]:
    """Return the read marks and unread counts of members, in one query. `last_seqs` has the last seq of each room."""
    mentions = unread_mentions(memberships)
    return [
        ReadState(
            room_id=membership.room_id,
            read_seq=membership.read_seq,
            unread=max(0, last_seqs[membership.room_id] - membership.read_seq),
            mentions=mentions.get(membership.pk, 0),
        )
        for membership in memberships
    ]


def mention_counts(membership_ids: Collection[int], last_seqs: Mapping[int, int]) -> list[Announcement]:
    """Address `read` events to members whose count of mentions edits or deletions have changed.

    Args:
        membership_ids: The memberships of these members.
        last_seqs: The `last_seq` of each of their rooms, by room id.
    """
    if not membership_ids:
        return []
    # Locked, so that someone who reads on at this moment cannot be shown the older state.
    members = Membership.objects.select_for_update().filter(pk__in=membership_ids)
    locked = list(members.order_by("room_id", "user_id"))
    return [
        to_user(membership.user_id, Frame(event("read", state), subject=f"read:{membership.room_id}"))
        for membership, state in zip(locked, read_states(locked, last_seqs), strict=True)
    ]


def room_updated(room: Room) -> list[Announcement]:
    """Make an announcement of the room's sidebar entry for each member, after a change of the room."""
    entries = entries_of_room(room, presence.count_members_here)
    return [
        to_user(user_id, Frame(event("room:updated", entry), subject=f"room:{room.pk}"))
        for user_id, entry in entries.items()
    ]


def entry_updated(user_id: int, room_id: int) -> Announcement:
    """Make an announcement of a room's sidebar entry for one member, after a change that only this member sees."""
    room_entry = entry(user_id, room_id, presence.count_members_here)
    return to_user(user_id, Frame(event("room:updated", room_entry), subject=f"room:{room_id}"))


def in_room(room: Room, *frames: Frame) -> Announcement:
    return to_room(room.pk, *frames)
