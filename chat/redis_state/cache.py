"""The caches of a site with Redis.

`django.core.cache.cache` falls back to the memory of the process while Redis is away. Log-in, the limits of the account
pages and link previews use it, and go on. `shared_cache` raises RedisError then: what processes tell each other has no
place in the memory of one.
"""

from collections.abc import Callable
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from django.utils.connection import ConnectionProxy
from redis.exceptions import RedisError

from chat.redis_state.health import health

MAX_ENTRIES = 100_000
METHODS = (
    *("add", "clear", "delete", "delete_many", "get", "get_many", "has_key", "incr", "set", "set_many", "touch"),
)

shared_cache = ConnectionProxy(caches, "shared")
"""The cache of all processes. It raises RedisError while Redis is away."""


class FallbackCache(RedisCache):  # type: ignore[misc]
    """A cache in Redis; while Redis does not answer, one in the memory of the process."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._memory = LocMemCache("while-redis-is-away", {**params, "OPTIONS": {"MAX_ENTRIES": MAX_ENTRIES}})


def _with_fallback(name: str) -> Callable[..., Any]:
    def call(self: FallbackCache, *args: Any, **kwargs: Any) -> Any:
        if health.may_try():
            try:
                answer = getattr(RedisCache, name)(self, *args, **kwargs)
            except RedisError as error:
                health.note_failure(error)
            else:
                health.note_success()
                return answer
        return getattr(self._memory, name)(*args, **kwargs)

    return call


for _name in METHODS:
    setattr(FallbackCache, _name, _with_fallback(_name))
