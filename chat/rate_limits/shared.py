"""A rate limit that all processes share: the buckets are in Redis.

While Redis does not answer, each process counts in its own memory.
"""

import time
from collections.abc import Mapping, Sequence
from typing import Any, cast

import redis

from chat.rate_limits.local import Grant, RateLimit
from chat.redis_state.health import health

TIMEOUT = 0.25
RETRY_INTERVAL = 5.0
"""Seconds to leave Redis alone after a failure. Otherwise every message would wait for the timeout."""

# The rule of TokenBucket for many keys, in whole tokens. Each key brings its rate, its burst and a count; a negative
# count gives tokens back. A refusal writes nothing. %.17g keeps every bit of a number.
RULE = """
local answers = {}
for i, key in ipairs(KEYS) do
    local rate, burst, count = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
    local stored = redis.call('HMGET', key, 'tokens', 'at')
    local tokens = math.min(burst, (tonumber(stored[1]) or burst) + (now - (tonumber(stored[2]) or now)) * rate)
    local taken = math.min(count, math.max(0, math.floor(tokens)))
    tokens = tokens - taken
    if taken ~= 0 then
        redis.call('HSET', key, 'tokens', string.format('%.17g', tokens), 'at', string.format('%.17g', now))
        redis.call('EXPIRE', key, math.ceil(burst / rate) + 1)
    end
    local wait = 0
    if taken < count and tokens < 1 then wait = math.floor((1 - tokens) / rate * 1000) + 1 end
    answers[2 * i - 1], answers[2 * i] = taken, wait
end
return answers
"""
# The clocks of the processes may differ, so Redis's own decides.
SCRIPT = "local clock = redis.call('TIME') local now = clock[1] + clock[2] / 1000000" + RULE


class SharedRateLimit(RateLimit):
    """A RateLimit whose keys are charged in every process that uses the same `name`."""

    def __init__(self, rate: float, burst: int, *, name: str, url: str) -> None:
        super().__init__(rate, burst)
        self._prefix = f"chatsite:limit:{name}:"
        self._redis = redis.Redis.from_url(url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, retry=None)
        self._script = self._redis.register_script(SCRIPT)
        self._retry_at = 0.0

    def charge_many(self, counts: Mapping[Any, int], now: float | None = None) -> dict[Any, Grant]:
        """Charge many keys in one call to Redis. Blocks for TIMEOUT seconds at most.

        Args:
            counts: How often to charge each key.
            now: The time where this process has to count by itself; Redis uses its own clock.

        Returns:
            For every key of `counts`, how many charges passed and when the next one is allowed.
        """
        return charge_together([(self, counts)], now)[0]

    def ask(self, charges: "Sequence[Charge]") -> list[dict[Any, Grant]] | None:
        """Charge several shared limits in one call to Redis, or return None if it does not answer."""
        if time.monotonic() < self._retry_at:
            return None
        keys = [cast(SharedRateLimit, limit).name_of(key) for limit, counts in charges for key in counts]
        numbers = [(limit.rate, limit.burst, count) for limit, counts in charges for count in counts.values()]
        try:
            answers = self._script(keys=keys, args=[number for three in numbers for number in three])
        except redis.RedisError as error:
            self._retry_at = time.monotonic() + RETRY_INTERVAL
            health.note_failure(error)
            return None
        health.note_success()
        grants = map(Grant, answers[::2], answers[1::2])
        return [{key: next(grants) for key in counts} for _, counts in charges]

    def name_of(self, key: Any) -> str:
        """Return the name of a key's bucket in Redis."""
        return f"{self._prefix}{key}"

    def forget(self) -> None:
        """Give every key a full bucket again, in all processes."""
        super().forget()
        self._retry_at = 0.0
        try:
            for key in self._redis.scan_iter(f"{self._prefix}*"):
                self._redis.delete(key)
        except redis.RedisError:
            self._retry_at = time.monotonic() + RETRY_INTERVAL


Charge = tuple[RateLimit, Mapping[Any, int]]
"""A limit, and how often to charge each of its keys."""


def charge_together(charges: Sequence[Charge], now: float | None = None) -> list[dict[Any, Grant]]:
    """Charge several limits, in one call to Redis at most. Blocks for TIMEOUT seconds at most.

    Args:
        charges: Limits that are all shared, or all of this process.
        now: The time where this process has to count by itself; Redis uses its own clock.

    Returns:
        The grants of each limit, as from `RateLimit.charge_many`.
    """
    asked = next((limit for limit, counts in charges if counts), None)
    answers = asked.ask(charges) if isinstance(asked, SharedRateLimit) else None
    return answers or [RateLimit.charge_many(limit, counts, now) for limit, counts in charges]


def rate_limit(rate: float, burst: int, *, name: str, url: str) -> RateLimit:
    """Return a limit shared through the Redis at `url`, or one of this process where `url` is empty."""
    return SharedRateLimit(rate, burst, name=name, url=url) if url else RateLimit(rate, burst)
