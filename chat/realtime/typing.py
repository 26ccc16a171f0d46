"""The typing indicators of one connection: announced at a limited rate, and ended when the client goes quiet."""

import asyncio

from chat import conf
from chat.actions.messages import typing
from chat.errors import RateLimited
from chat.models import User
from chat.rate_limits.local import RateLimit


class TypingIndicators:
    """The rooms in which the user of one connection is typing.

    `_expiries` has a timer for each of these rooms, which ends the indicator. `_announced_at` has the rooms that were
    told, and when.
    """

    def __init__(self) -> None:
        self._expiries: dict[int, asyncio.TimerHandle] = {}
        self._announced_at: dict[int, float] = {}
        self._limit = RateLimit(1 / conf.TYPING_THROTTLE, conf.TYPING_BURST)

    def start(self, user: User, room_id: int) -> None:
        """Announce that the user is typing, unless this was announced within the last TYPING_THROTTLE seconds."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        expiry = self._expiries.get(room_id)
        if expiry is not None:
            expiry.cancel()
        self._expiries[room_id] = loop.call_later(conf.TYPING_EXPIRY, self.stop, user, room_id)
        if room_id not in self._announced_at or now - self._announced_at[room_id] >= conf.TYPING_THROTTLE:
            self._announce(user, room_id, now)

    def _announce(self, user: User, room_id: int, now: float) -> None:
        try:
            self._limit.charge(room_id, now)
        except RateLimited:
            return  # A client that starts and stops in turn must not get around the throttle.
        self._announced_at[room_id] = now
        typing.start(by=user, room_id=room_id)

    def stop(self, user: User, room_id: int) -> None:
        """Announce that the user stopped typing, if the room was told that they type."""
        expiry = self._expiries.pop(room_id, None)
        if expiry is not None:
            expiry.cancel()
        if self._announced_at.pop(room_id, None) is not None:
            typing.stop(by=user, room_id=room_id)

    def stop_all(self, user: User) -> None:
        for room_id in list(self._expiries):
            self.stop(user, room_id)
