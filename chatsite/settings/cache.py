"""REDIS_URL: the channel layer and the caches. Without it, all of them live in the memory of the one process.

The cache `default` goes on without Redis; `shared` raises an error then. See chat/redis_state/cache.py.
"""

import re
import sys

import redis
from django.core.exceptions import ImproperlyConfigured

from chatsite.settings.env import parse_int, parse_url, read_positive_int, read_str


def checked_redis_url(url: str) -> str:
    """Return the URL, or raise ImproperlyConfigured if redis-py would take it for another one or fail later."""
    parts = parse_url("REDIS_URL", url, "redis://:password@host:6379/0.")
    if parts.scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured("REDIS_URL must begin with redis://, rediss:// or unix://.")
    if parts.scheme == "unix":
        if parts.hostname or not parts.path.strip("/"):
            raise ImproperlyConfigured("REDIS_URL must name a socket, as in unix:///run/redis/redis.sock?db=0.")
    elif not parts.hostname:
        raise ImproperlyConfigured("REDIS_URL names no host; it must look like redis://:password@host:6379/0.")
    elif not re.fullmatch(r"/?[0-9]{0,9}", parts.path, re.ASCII):
        # redis-py would silently use database 0.
        raise ImproperlyConfigured("REDIS_URL must end with the number of a database, as in redis://host:6379/0.")
    try:
        redis.ConnectionPool.from_url(url).make_connection()  # It connects when it is first used.
    except (TypeError, ValueError, redis.RedisError):
        raise ImproperlyConfigured("REDIS_URL has an option after ? that Redis does not know.") from None
    return url


REDIS_URL = read_str("REDIS_URL")
if REDIS_URL:
    checked_redis_url(REDIS_URL)

# uvicorn reads the number of workers from WEB_CONCURRENCY, or from its command line.
MOST_WORKERS = 999
WORKERS = read_positive_int("WEB_CONCURRENCY", 1, MOST_WORKERS)
for argument, following in zip(sys.argv, [*sys.argv[1:], ""], strict=True):
    if argument == "--workers" or argument.startswith("--workers="):
        WORKERS = parse_int("--workers", argument.partition("=")[2] or following, 1, MOST_WORKERS)
if WORKERS > 1 and not REDIS_URL:
    raise ImproperlyConfigured("REDIS_URL is required with several workers: it carries messages between them.")

if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_timeout": None}], "prefix": "chatsite"},
        }
    }
    SHARED_CACHE = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "chatsite",
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
    CACHES = {"default": {**SHARED_CACHE, "BACKEND": "chat.redis_state.cache.FallbackCache"}, "shared": SHARED_CACHE}
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    SHARED_CACHE = {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
    CACHES = {"default": SHARED_CACHE, "shared": SHARED_CACHE}
