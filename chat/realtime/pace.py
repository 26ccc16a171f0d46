"""How fast the server reads from one peer, and how many commands it runs for one person."""

import time
from collections import OrderedDict

from chat import conf
from chat.errors import RateLimited
from chat.rate_limits.token_bucket import TokenBucket


class Pace(TokenBucket):
    """A token bucket that may run into debt, and reads the clock only when it runs out of tokens."""

    __slots__ = ()

    def __init__(self, rate: float, burst: int, now: float | None = None) -> None:
        super().__init__(rate, burst, time.monotonic() if now is None else now)

    def pause_after(self, count: int = 1, now: float | None = None) -> float:
        """Charge for `count` frames or commands and return the seconds to wait before the next one."""
        if self.tokens < count:
            self.refill(time.monotonic() if now is None else now)
        self.tokens -= count
        # The pause is longer than the debt: a timer for each frame would cost more than the frame.
        return 0.0 if self.tokens >= 0 else conf.PACE_PAUSE


class PersonalPace(Pace):
    """The pace of one person, which all of their connections and requests to this process share."""

    __slots__ = ()

    def pause_after(self, count: int = 1, now: float | None = None) -> float:
        """Charge for `count` commands and return the seconds to wait, which grow with what the others owe."""
        pause = super().pause_after(count, now)
        return max(pause, -self.tokens / self.rate) if pause and self.rate else pause

    def require(self, count: int = 1, now: float | None = None) -> None:
        """Charge for a request, which does not wait.

        Args:
            count: How many commands it counts as.
            now: The time in seconds; the process's monotonic clock if None.

        Raises:
            RateLimited: The person has to wait. That costs nothing.
        """
        if self.tokens < count:
            self.refill(time.monotonic() if now is None else now)
        if self.tokens < count:
            wait = (count - self.tokens) / self.rate if self.rate else conf.PACE_PAUSE
            raise RateLimited(retry_after_ms=int(wait * 1000) + 1)
        self.tokens -= count

    def charge_for(self, messages: int) -> None:
        """Charge for the messages of an answer, which may lead into debt: later commands wait for it."""
        super().pause_after(messages // conf.MESSAGES_PER_COMMAND)


class Paces:
    """The paces of the people who were here lately: REMEMBERED of them, so that a reconnect does not begin anew."""

    REMEMBERED = 10_000

    def __init__(self) -> None:
        self._paces: OrderedDict[int, PersonalPace] = OrderedDict()

    def of(self, user_id: int) -> PersonalPace:
        """Return the pace of a person."""
        pace = self._paces.get(user_id)
        if pace is None:
            pace = self._paces[user_id] = PersonalPace(conf.COMMAND_RATE, conf.COMMAND_BURST)
            if len(self._paces) > self.REMEMBERED:
                self._paces.popitem(last=False)
        else:
            self._paces.move_to_end(user_id)
        return pace

    def forget(self) -> None:
        """Let everybody begin anew."""
        self._paces.clear()


paces = Paces()
"""The paces of people in this process."""
