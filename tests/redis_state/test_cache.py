"""A cache that goes on in the memory of the process while Redis is away."""

import pytest
from redis.exceptions import RedisError

from chat.redis_state import cache as module
from chat.redis_state.cache import METHODS, FallbackCache
from chat.redis_state.health import health
from tests.support import services

PARAMS = {"KEY_PREFIX": "fallback-test", "OPTIONS": {"socket_connect_timeout": 1}}
needs_redis = pytest.mark.skipif("Redis" in services.missing() and not services.REQUIRED, reason="Redis is missing")


@pytest.fixture
def away():
    cache = FallbackCache("redis://127.0.0.1:1/0", PARAMS)
    yield cache
    cache._memory.clear()


@pytest.fixture
def there():
    cache = FallbackCache(services.REDIS_URL, PARAMS)
    yield cache
    health.is_away = False
    cache.delete_many(["a", "b"])
    assert not health.is_away, "Redis is away"


def use(cache):
    """Call every method once, and return the answers."""
    return [
        cache.set("a", [1], 60),
        cache.get("a"),
        cache.add("a", 2, 60),
        cache.add("b", 2, 60),
        cache.incr("b", 3),
        cache.has_key("b"),
        cache.touch("b", 60),
        cache.get_many(["a", "b", "c"]),
        cache.set_many({"a": 1, "b": 2}, 60),
        cache.get_or_set("a", 5),
        cache.delete("a"),
        cache.delete_many(["a", "b"]),
        cache.get("b", "nothing"),
    ]


@needs_redis
def test_without_redis_every_method_answers_as_with_redis(away, there):
    without = use(away)
    assert health.is_away
    health.is_away = False
    assert without == use(there)


def test_redis_is_asked_once_in_a_while_when_it_is_away(away, monkeypatch, caplog):
    asked = []

    def fail(self, *args, **kwargs):
        asked.append(args)
        raise RedisError

    monkeypatch.setattr(module.RedisCache, "get", fail)
    for _ in range(10):
        assert away.get("a") is None
    assert (len(asked), len(caplog.messages)) == (1, 1)


@needs_redis
def test_values_are_in_redis_again_when_it_is_back(away, there):
    there.set("a", "in Redis", 60)
    assert away.get("a") is None
    assert there.get("a") is None, "Redis is left alone"
    health.is_away = False
    assert there.get("a") == "in Redis"


def test_every_method_of_the_cache_of_redis_has_a_fallback():
    overridden = {name for name in vars(module.RedisCache) if not name.startswith("_")} - {"get_backend_timeout"}
    assert overridden == set(METHODS)
