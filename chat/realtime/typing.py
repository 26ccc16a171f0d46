"""What one connection types: said at most so often, and taken back when it stops saying so."""

import asyncio

from chat import conf
from chat.actions.messages import typing
from chat.errors import RateLimited
from chat.models import User
from chat.rate_limits.local import RateLimit


class Typist:
    """`_expiries` are the rooms in which the user types; `_said_at` those that were told, and when."""

    def __init__(self) -> None:
        self._expiries: dict[int, asyncio.TimerHandle] = {}
        self._said_at: dict[int, float] = {}
        self._limit = RateLimit(1 / conf.TYPING_THROTTLE, conf.TYPING_BURST)

    def start(self, user: User, room_id: int) -> None:
        """Tell the room, unless it was told a moment ago."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        known = self._expiries.get(room_id)
        if known is not None:
            known.cancel()
        self._expiries[room_id] = loop.call_later(conf.TYPING_EXPIRY, self.stop, user, room_id)
        if room_id not in self._said_at or now - self._said_at[room_id] >= conf.TYPING_THROTTLE:
            self._say(user, room_id, now)

    def _say(self, user: User, room_id: int, now: float) -> None:
        try:
            self._limit.charge(room_id, now)
        except RateLimited:
            return  # Starting and stopping in turn would otherwise get around the throttle.
        self._said_at[room_id] = now
        typing.start(by=user, room_id=room_id)

    def stop(self, user: User, room_id: int) -> None:
        """Tell the room, if it believes that the user types."""
        expiry = self._expiries.pop(room_id, None)
        if expiry is not None:
            expiry.cancel()
        if self._said_at.pop(room_id, None) is not None:
            typing.stop(by=user, room_id=room_id)

    def stop_all(self, user: User) -> None:
        for room_id in list(self._expiries):
            self.stop(user, room_id)
