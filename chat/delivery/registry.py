"""The subscribers of this process, by user and by room."""

import logging
from collections.abc import Iterable
from typing import Any, Protocol

from chat.access import Credential
from chat.delivery import audiences
from chat.delivery.announcements import Announcement
from chat.delivery.link import Link
from chat.delivery.topics import Topic
from chat.delivery.watches import Watches

log = logging.getLogger(__name__)
INTERNAL_ERROR = 1011


class Subscriber(Protocol):
    """A WebSocket or a long-poll, as the hub sees it.

    Attributes:
        id: Unique among all processes.
        user_id: Whose events it receives.
        credential: The session or token that it was opened with. A token may reach only some of the user's rooms.
        rooms: The ids of the rooms that it receives events of. Only the hub changes this set.
        status: `online` or `away`.
        access_version: The `User.access_version` that its rooms reflect.
        hides_presence: The user looks offline to everybody else.
    """

    id: str
    user_id: int
    credential: Credential
    rooms: set[int]
    status: str
    access_version: int
    hides_presence: bool

    def enqueue(self, announcement: Announcement) -> None:
        """Queue the frames for the peer. Must not block."""

    def end(self, code: int) -> None:
        """Close the connection with a WebSocket close code. Nothing may be enqueued afterwards."""

    def refresh(self) -> None:
        """Send the peer a fresh snapshot, because its rooms changed and it missed the events."""


class Registry:
    """Keep track of subscribers, and of the groups that the process joins on their behalf.

    Attributes:
        users: The subscribers of each user, by user id.
        topics: The rooms that have a subscriber here, by room id.
        watches: The people and the room that each subscriber looks at.
        changed_users: Users to look at again for presence.
        left_cleanly: Users whose last connection ended with a proper close; presence gives them less time to return.
        link: The connection to the other processes.
    """

    def __init__(self, process_id: str) -> None:
        self.users: dict[int, set[Any]] = {}
        self.topics: dict[int, Topic] = {}
        self.watches = Watches()
        self.changed_users: set[int] = set()
        self.left_cleanly: set[int] = set()
        self.link = Link(process_id)

    async def attach(self, subscriber: Subscriber, room_ids: Iterable[int]) -> None:
        """Subscribe to the user's events and to those of these rooms.

        Frames of a room that carry a rev are held until `apply_snapshot` or `join_room` says where to start.
        Returns once events of other processes arrive here as well, or after LAYER_TIMEOUT.
        """
        self.users.setdefault(subscriber.user_id, set()).add(subscriber)
        room_ids = [room_id for room_id in room_ids if subscriber.credential.reaches(room_id)]
        for room_id in room_ids:
            self._subscribe(subscriber, room_id)
        self.mark_changed(subscriber.user_id)
        rooms = [audiences.room(room_id) for room_id in room_ids]
        await self.link.subscribe([audiences.everyone(), audiences.user(subscriber.user_id), *rooms])

    def detach(self, subscriber: Subscriber) -> None:
        """Forget a subscriber. Detaching it again does nothing."""
        subscribers = self.users.get(subscriber.user_id, set())
        subscribers.discard(subscriber)
        for room_id in list(subscriber.rooms):
            self._unsubscribe(subscriber, room_id)
        self.watches.forget(subscriber)
        self.mark_changed(subscriber.user_id)
        if not subscribers:
            self.users.pop(subscriber.user_id, None)
            self.link.unsubscribe(audiences.user(subscriber.user_id))

    def end(self, subscriber: Subscriber, code: int) -> None:
        """Detach a subscriber and close its connection, whatever happens while it closes."""
        self.detach(subscriber)
        try:
            subscriber.end(code)
        except Exception:
            log.exception("A connection of user %s could not be closed.", subscriber.user_id)

    def leave_room(self, user_id: int, room_id: int, *, access_version: int = 0) -> None:
        """Unsubscribe a user's subscribers from a room.

        Args:
            user_id: Whose subscribers.
            room_id: Which room.
            access_version: Leave out subscribers whose rooms were read at this version or later; 0 for all.
        """
        for subscriber in self._outdated(user_id, access_version):
            self._unsubscribe(subscriber, room_id)

    def _outdated(self, user_id: int, access_version: int) -> list[Any]:
        subscribers = self.users.get(user_id, ())
        return [each for each in subscribers if not access_version or each.access_version < access_version]

    def watch(self, subscriber: Subscriber, user_ids: Iterable[int], room_id: int = 0) -> None:
        """Replace what a subscriber watches. Does nothing for a subscriber that has detached.

        Args:
            subscriber: An attached subscriber.
            user_ids: The people whose presence it gets, besides the peers of its direct rooms.
            room_id: The room whose `room:online` and typing it gets; 0 for none.
        """
        if self.is_attached(subscriber):
            self.watches.watch(subscriber, user_ids, room_id)

    def is_attached(self, subscriber: Subscriber) -> bool:
        """Return whether a subscriber is attached to the hub."""
        return subscriber in self.users.get(subscriber.user_id, ())

    def mark_changed(self, user_id: int) -> None:
        """Have presence look at a user again."""
        self.changed_users.add(user_id)

    def set_hidden(self, subscribers: Iterable[Any], hidden: bool) -> None:
        """Say whether others see that the user of these subscribers is here."""
        for subscriber in subscribers:
            if subscriber.hides_presence != hidden:
                subscriber.hides_presence = hidden
                self.mark_changed(subscriber.user_id)

    def subscribed_rooms(self, user_id: int) -> set[int]:
        """Return the ids of the rooms that any of a user's subscribers receives."""
        return {room_id for subscriber in self.users.get(user_id, ()) for room_id in subscriber.rooms}

    def subscribers_in(self, rooms: Iterable[int]) -> set[Any]:
        """Return the subscribers of any of these rooms, each once."""
        return {
            subscriber for room_id in rooms if room_id in self.topics for subscriber in self.topics[room_id].subscribers
        }

    def fan_out(self, announcement: Announcement, subscribers: Iterable[Any]) -> None:
        """Enqueue an announcement for each subscriber that it does not skip.

        A subscriber that raises is ended, and the others get their frames.
        """
        if announcement.skip_user or announcement.skip_connection:
            user_id, id = announcement.skip_user, announcement.skip_connection
            subscribers = [each for each in subscribers if each.user_id != user_id and each.id != id]
        # A copy, because a subscriber whose outbox overflows detaches itself during the loop.
        for subscriber in list(subscribers):
            try:
                subscriber.enqueue(announcement)
            except Exception:
                log.exception("A connection of user %s is ended: it could not take a frame.", subscriber.user_id)
                self.end(subscriber, INTERNAL_ERROR)

    def fan_out_to_user(self, announcement: Announcement) -> None:
        """Enqueue an announcement for one user's subscribers. A token that is bound to rooms hears only of these."""
        subscribers = self.users.get(announcement.user_id, ())
        self.fan_out(announcement, [each for each in subscribers if each.credential.rooms is None])
        for subscriber in [each for each in subscribers if each.credential.rooms is not None]:
            reduced = announcement.within(subscriber.credential.rooms)
            if reduced.frames:
                self.fan_out(reduced, [subscriber])

    def _subscribe(self, subscriber: Subscriber, room_id: int) -> None:
        self.topics.setdefault(room_id, Topic()).subscribers.add(subscriber)
        subscriber.rooms.add(room_id)

    def _unsubscribe(self, subscriber: Subscriber, room_id: int) -> None:
        subscriber.rooms.discard(room_id)
        self.watches.close_room(subscriber, room_id)
        topic = self.topics.get(room_id)
        if topic is not None:
            topic.subscribers.discard(subscriber)
            if not topic.subscribers:
                del self.topics[room_id]
                self.link.unsubscribe(audiences.room(room_id))
