"""A rate limit that all processes share: the buckets are in Redis.

While Redis does not answer, each process counts in its own memory.
"""

import time
from collections.abc import Mapping

import redis

from chat.rate_limits.local import Grant, RateLimit
from chat.redis_state.health import health

TIMEOUT = 0.25
RETRY_INTERVAL = 5.0
"""Seconds to leave Redis alone after a failure. Otherwise every message would wait for the timeout."""

# The rule of TokenBucket for many keys, in whole tokens. A negative count gives tokens back. A refusal writes nothing.
# %.17g keeps every bit of a number.
RULE = """
local rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local answers = {}
for i, key in ipairs(KEYS) do
    local count = tonumber(ARGV[i + 2])
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

    def charge_many(self, counts: Mapping[int, int], now: float | None = None) -> dict[int, Grant]:
        """Charge many keys in one call to Redis. Blocks for TIMEOUT seconds at most.

        Args:
            counts: How often to charge each key.
            now: The time where this process has to count by itself; Redis uses its own clock.

        Returns:
            For every key of `counts`, how many charges passed and when the next one is allowed.
        """
        if not counts or time.monotonic() < self._retry_at:
            return super().charge_many(counts, now)
        keys = [f"{self._prefix}{key}" for key in counts]
        try:
            answers = self._script(keys=keys, args=[self.rate, self.burst, *counts.values()])
        except redis.RedisError as error:
            self._retry_at = time.monotonic() + RETRY_INTERVAL
            health.note_failure(error)
            return super().charge_many(counts, now)
        health.note_success()
        return dict(zip(counts, map(Grant, answers[::2], answers[1::2]), strict=True))

    def forget(self) -> None:
        """Give every key a full bucket again, in all processes."""
        super().forget()
        self._retry_at = 0.0
        try:
            for key in self._redis.scan_iter(f"{self._prefix}*"):
                self._redis.delete(key)
        except redis.RedisError:
            self._retry_at = time.monotonic() + RETRY_INTERVAL


def rate_limit(rate: float, burst: int, *, name: str, url: str) -> RateLimit:
    """Return a limit shared through the Redis at `url`, or one of this process where `url` is empty."""
    return SharedRateLimit(rate, burst, name=name, url=url) if url else RateLimit(rate, burst)
