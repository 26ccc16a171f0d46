"""How fast someone may write: a token bucket for each person."""

import time
from collections import OrderedDict
from dataclasses import dataclass

from chat.errors import RateLimited

REMEMBERED = 10_000


@dataclass
class Bucket:
    tokens: float
    filled_at: float


class RateLimit:
    """At most `burst` at once and `rate` a second on average, for each key. Full buckets are forgotten first."""

    def __init__(self, rate: float, burst: int) -> None:
        self.rate = rate
        self.burst = burst
        self._buckets: OrderedDict[int, Bucket] = OrderedDict()

    def take(self, key: int, now: float | None = None) -> None:
        """Count one. Raises RateLimited, with the time until the next may go."""
        now = time.monotonic() if now is None else now
        bucket = self._buckets.setdefault(key, Bucket(self.burst, now))
        self._buckets.move_to_end(key)
        bucket.tokens = min(self.burst, bucket.tokens + (now - bucket.filled_at) * self.rate)
        bucket.filled_at = now
        if bucket.tokens < 1:
            raise RateLimited(retry_after_ms=int((1 - bucket.tokens) / self.rate * 1000) + 1)
        bucket.tokens -= 1
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)

    def forget(self) -> None:
        """Fill every bucket."""
        self._buckets.clear()
