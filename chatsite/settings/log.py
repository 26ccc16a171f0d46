"""Logging: everything to standard error."""

import logging

from chatsite.settings.site import DEBUG

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {
        "secrets": {"()": "chatsite.secrets_in_logs.HideSecrets"},
        "redis": {"()": "chat.redis_state.health.LayerErrors"},
        "one_line": {"()": "chatsite.log_filters.OneLine"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": [] if DEBUG else ["secrets"],
        }
    },
    "root": {"handlers": ["console"], "level": logging.INFO if DEBUG else logging.WARNING},
    "loggers": {
        "chat": {"level": logging.INFO},
        "channels_redis.pubsub": {"filters": ["redis"]},
        "django.security.DisallowedHost": {"filters": ["one_line"]},
    },
}
