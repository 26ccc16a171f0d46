"""How fast the server reads from one peer."""

import time

from chat import conf
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
