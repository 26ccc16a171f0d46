"""Make the frames and announcements that several actions share."""

from collections.abc import Collection, Mapping, Sequence

from django.db import transaction

from chat.actions.messages.read_mark_sql import lock
from chat.delivery.announce import to_room, to_user
from chat.delivery.announcements import Announcement, Control, Frame
from chat.delivery.presence import presence
from chat.models import Message, Room, User
from chat.models.messages.versions import MessageVersion
from chat.protocol.events import event, message_event
from chat.protocol.messages.encoded import cache, encode_message
from chat.protocol.people import me_payload
from chat.queries.rooms.sidebar import entries_of_room, entry


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
    erased = {message.pk for message in messages if message.deleted_at is not None}

    def remember() -> None:
        if erased:
            cache.forget(erased)
        cache.put_all(entries)

    # Not before the commit: a transaction that fails leaves its revs to other changes.
    transaction.on_commit(remember, robust=True)
    return texts


def mention_counts(membership_ids: Collection[int], unread_before: Mapping[int, int]) -> list[Announcement]:
    """Address `read` events to members whose count of mentions edits or deletions have changed.

    Args:
        membership_ids: The memberships of some of them.
        unread_before: A seq by room id: the others are those who have not read as far.
    """
    if not membership_ids and not unread_before:
        return []
    return [
        to_user(position.user_id, Frame(event("read", position.state), subject=f"read:{position.room_id}"))
        for position in lock(membership_ids, unread_before)
    ]


def room_updated(room: Room) -> list[Announcement]:
    """Make an announcement of the room's sidebar entry for each member, after a change of the room."""
    frames = [
        (Frame(event("room:updated", room_entry), subject=f"room:{room.pk}"), readers)
        for room_entry, readers in entries_of_room(room, presence.count_members_here)
    ]
    return [to_user(user_id, frame) for frame, readers in frames for user_id in readers]


def entry_updated(user_id: int, room_id: int) -> Announcement:
    """Make an announcement of a room's sidebar entry for one member, after a change that only this member sees."""
    room_entry = entry(user_id, room_id, presence.count_members_here)
    return to_user(user_id, Frame(event("room:updated", room_entry), subject=f"room:{room_id}"))


def me_updated(user: User) -> Announcement:
    """Make an announcement of the user's own state to their connections, after a change that only they see."""
    control = Control("hide" if user.hides_presence else "show", user.pk)
    return to_user(user.pk, Frame(event("me:updated", me_payload(user)), subject="me"), control=control)


def in_room(room: Room, *frames: Frame) -> Announcement:
    return to_room(room.pk, *frames)
