"""Limit how fast the server reads from one client, with a token bucket that reads the clock only when it is empty."""

import time

from chat import conf


class Pace:
    """Allows `burst` commands at once and `rate` a second on average."""

    __slots__ = ("_burst", "_filled_at", "_left", "_rate")

    def __init__(self, rate: float, burst: int, now: float | None = None) -> None:
        self._rate, self._burst = rate, burst
        self._left = float(burst)
        self._filled_at = time.monotonic() if now is None else now

    def take(self, count: int = 1, now: float | None = None) -> float:
        """Count `count` commands. Return the seconds to wait before the next one is read."""
        self._left -= count
        return 0.0 if self._left >= 0 else self._refill(count, time.monotonic() if now is None else now)

    def _refill(self, count: int, now: float) -> float:
        earned = (now - self._filled_at) * self._rate
        self._left, self._filled_at = min(self._left + earned, self._burst - count), now
        # Longer than until the next token: a timer for each frame would cost more than the frame.
        return 0.0 if self._left >= 0 else conf.PACE_PAUSE
