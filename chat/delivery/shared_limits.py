"""The same limit in every process: the buckets are in Redis, and in the process itself while Redis does not answer."""

import logging
import time

import redis

from chat.delivery.local_limits import RateLimit
from chat.errors import RateLimited

log = logging.getLogger(__name__)
TIMEOUT = 0.25
REST = 5.0
"""Seconds without asking after a failure: every message would wait for the timeout."""

# Refusals write nothing. Redis's own clock: those of the processes may differ.
BUCKET = """
local rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
local known = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = math.min(burst, (known[1] or burst) + (now - (known[2] or now)) * rate)
if tokens < 1 then return math.floor((1 - tokens) / rate * 1000) + 1 end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens - 1), 'at', string.format('%.6f', now))
redis.call('EXPIRE', KEYS[1], math.ceil(burst / rate) + 1)
return 0
"""


class SharedRateLimit(RateLimit):
    """A RateLimit whose keys mean the same in every process that names it alike."""

    def __init__(self, rate: float, burst: int, *, name: str, url: str) -> None:
        super().__init__(rate, burst)
        self._prefix = f"chatsite:limit:{name}:"
        self._redis = redis.Redis.from_url(url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, retry=None)
        self._bucket = self._redis.register_script(BUCKET)
        self._resting_until = 0.0

    def take(self, key: int, now: float | None = None) -> None:
        """Count one. Blocking, for TIMEOUT seconds at most. Raises RateLimited."""
        if time.monotonic() < self._resting_until:
            return super().take(key, now)
        try:
            wait = int(self._bucket(keys=[f"{self._prefix}{key}"], args=[self.rate, self.burst]))
        except redis.RedisError as error:
            self._resting_until = time.monotonic() + REST
            log.warning("Redis does not answer; each process counts for itself: %s", error)
            return super().take(key, now)
        if wait:
            raise RateLimited(retry_after_ms=wait)
        return None

    def forget(self) -> None:
        """Fill every bucket, for everyone."""
        super().forget()
        self._resting_until = 0.0
        try:
            for key in self._redis.scan_iter(f"{self._prefix}*"):
                self._redis.delete(key)
        except redis.RedisError:
            self._resting_until = time.monotonic() + REST


def rate_limit(rate: float, burst: int, *, name: str, url: str) -> RateLimit:
    """A limit of all processes where there is a Redis (`url` not empty), else of this one."""
    return SharedRateLimit(rate, burst, name=name, url=url) if url else RateLimit(rate, burst)
