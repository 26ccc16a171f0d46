"""REDIS_URL: the channel layer and the cache. Without it, both live in the memory of the one process."""

import sys
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from chatsite.settings.env import parse_positive_int, read_positive_int, read_str

REDIS_URL = read_str("REDIS_URL")
if REDIS_URL and urlsplit(REDIS_URL).scheme not in {"redis", "rediss", "unix"}:
    raise ImproperlyConfigured("REDIS_URL must begin with redis://, rediss:// or unix://.")

# uvicorn reads the number of workers from WEB_CONCURRENCY, or from its command line.
WORKERS = read_positive_int("WEB_CONCURRENCY", 1)
for argument, following in zip(sys.argv, [*sys.argv[1:], ""], strict=True):
    if argument == "--workers" or argument.startswith("--workers="):
        WORKERS = parse_positive_int("--workers", argument.partition("=")[2] or following)
if WORKERS > 1 and not REDIS_URL:
    raise ImproperlyConfigured("REDIS_URL is required with several workers: it carries messages between them.")

if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_timeout": None}], "prefix": "chatsite"},
        }
    }
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "chatsite",
            "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
        }
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}}
    }
