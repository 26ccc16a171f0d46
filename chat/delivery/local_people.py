"""The people whom this process serves, and those who have just left and may come back."""

from chat import conf
from chat.delivery.hub import Hub
from chat.protocol.people import Status


class LocalPeople:
    """The people of one process.

    Attributes:
        people: Their status, by user id: `online` or `away`. Someone in their grace period is still among them, and
            somebody who hides their presence is not.
    """

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self.people: dict[int, Status] = {}
        self._leaving: dict[int, float] = {}

    def take_changes(self, now: float) -> dict[int, Status]:
        """Look at the users whose connections have changed, and at those whose grace period ends.

        Args:
            now: The time in seconds.

        Returns:
            The new status of each person whose status has changed.
        """
        before: dict[int, Status] = {}
        changed_users, self._hub.changed_users = self._hub.changed_users, set()
        for user_id in changed_users:
            before[user_id] = self.people.get(user_id, "offline")
            self._look_at(user_id, now)
        for user_id in [user_id for user_id, until in self._leaving.items() if until <= now]:
            before.setdefault(user_id, self.people[user_id])
            del self.people[user_id], self._leaving[user_id]
        after: dict[int, Status] = {user_id: self.people.get(user_id, "offline") for user_id in before}
        return {user_id: status for user_id, status in after.items() if status != before[user_id]}

    def hides(self, user_id: int) -> bool:
        """Whether somebody who is connected here hides their presence."""
        return any(subscriber.hides_presence for subscriber in self._hub.users.get(user_id, ()))

    def _look_at(self, user_id: int, now: float) -> None:
        subscribers = self._hub.users.get(user_id, ())
        if self.hides(user_id):
            self.people.pop(user_id, None)
            self._leaving.pop(user_id, None)
        elif subscribers:
            is_online = any(subscriber.status == "online" for subscriber in subscribers)
            self.people[user_id] = "online" if is_online else "away"
            self._leaving.pop(user_id, None)
        elif user_id in self.people and user_id not in self._leaving:
            left_cleanly = user_id in self._hub.left_cleanly
            self._leaving[user_id] = now + (conf.PRESENCE_GRACE_CLEAN if left_cleanly else conf.PRESENCE_GRACE)
        self._hub.left_cleanly.discard(user_id)
