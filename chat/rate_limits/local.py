"""A rate limit that counts in the memory of one process."""

import time
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, NamedTuple

from chat.errors import RateLimited
from chat.rate_limits.token_bucket import TokenBucket

REMEMBERED = 10_000


class Grant(NamedTuple):
    """How much of a charge passed: `passed` of what was asked, and when to ask for the rest (0 if all of it passed)."""

    passed: int
    retry_after_ms: int


class RateLimit:
    """Allow each key, such as a user's id, `rate` charges a second on average and `burst` in a row.

    The REMEMBERED most recently used keys are kept. A key that is forgotten starts with a full bucket.
    """

    def __init__(self, rate: float, burst: int) -> None:
        self.rate = rate
        self.burst = burst
        self._buckets: OrderedDict[Any, TokenBucket] = OrderedDict()

    def charge(self, key: Any, now: float | None = None) -> None:
        """Charge a key once. A refusal costs the key nothing.

        Args:
            key: The person or address to charge.
            now: The time in seconds; the process's monotonic clock if None.

        Raises:
            RateLimited: The key has no charge left. The error says when the next one is allowed.
        """
        grant = self.charge_many({key: 1}, now)[key]
        if not grant.passed:
            raise RateLimited(retry_after_ms=grant.retry_after_ms)

    def charge_many(self, counts: Mapping[Any, int], now: float | None = None) -> dict[Any, Grant]:
        """Charge many keys in one step, each as often as it can pay.

        Args:
            counts: How often to charge each key.
            now: The time in seconds; the process's monotonic clock if None.

        Returns:
            For every key of `counts`, how many charges passed and when the next one is allowed.
        """
        now = time.monotonic() if now is None else now
        return {key: self._charge(key, count, now) for key, count in counts.items()}

    def _charge(self, key: Any, count: int, now: float) -> Grant:
        bucket = self._bucket(key, now)
        taken = bucket.take(count, now)
        return Grant(taken, bucket.milliseconds_to_next() if taken < count else 0)

    def _bucket(self, key: Any, now: float) -> TokenBucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = TokenBucket(self.rate, self.burst, now)
            if len(self._buckets) > REMEMBERED:
                self._buckets.popitem(last=False)
        else:
            self._buckets.move_to_end(key)
        return bucket

    def refund_many(self, counts: Mapping[Any, int], now: float | None = None) -> None:
        """Give back charges that turned out not to be needed. No bucket holds more than `burst` afterwards.

        Args:
            counts: How many charges to give back to each key.
            now: The time in seconds, as for `charge`.
        """
        self.charge_many({key: -count for key, count in counts.items()}, now)

    def forget(self) -> None:
        """Give every key a full bucket again."""
        self._buckets.clear()
