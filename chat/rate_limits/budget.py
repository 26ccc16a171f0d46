"""A rate limit for work whose cost is known only afterwards."""

import time

from chat.errors import RateLimited
from chat.rate_limits.local import RateLimit


class Budget(RateLimit):
    """Give each key, such as a user's id, `rate` units a second, and at most `burst` of them at once.

    Whoever has something left may begin. The cost is paid afterwards, and may lead into debt.
    """

    def left(self, key: int, now: float | None = None) -> float:
        """Return what a key has left: a negative number is a debt.

        Args:
            key: Whose budget.
            now: The time in seconds; the process's monotonic clock if None.
        """
        now = time.monotonic() if now is None else now
        bucket = self._bucket(key, now)
        bucket.refill(now)
        return bucket.tokens

    def require(self, key: int, now: float | None = None) -> None:
        """Check that a key has something left.

        Raises:
            RateLimited: It has not. The error says when it will have.
        """
        now = time.monotonic() if now is None else now
        if self.left(key, now) < 1:
            raise RateLimited(retry_after_ms=self._bucket(key, now).milliseconds_to_next())

    def spend(self, key: int, cost: float, now: float | None = None) -> None:
        """Pay for what was done. The arguments are those of `left`, and the `cost` in units."""
        now = time.monotonic() if now is None else now
        bucket = self._bucket(key, now)
        bucket.refill(now)
        bucket.tokens -= cost
