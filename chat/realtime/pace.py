"""How fast one peer is listened to: a token bucket that looks at the clock only when it is empty."""

import time

from chat import conf


class Pace:
    """`burst` at once, `rate` a second on average."""

    __slots__ = ("_burst", "_filled_at", "_left", "_rate")

    def __init__(self, rate: float, burst: int, now: float | None = None) -> None:
        self._rate, self._burst = rate, burst
        self._left = float(burst)
        self._filled_at = time.monotonic() if now is None else now

    def take(self, count: int = 1, now: float | None = None) -> float:
        """Count one, or so many; the seconds to wait before going on."""
        self._left -= count
        return 0.0 if self._left >= 0 else self._refill(count, time.monotonic() if now is None else now)

    def _refill(self, count: int, now: float) -> float:
        earned = (now - self._filled_at) * self._rate
        self._left, self._filled_at = min(self._left + earned, self._burst - count), now
        # Not until the very next may go: a timer for each would cost more than the frame.
        return 0.0 if self._left >= 0 else conf.PACE_PAUSE
