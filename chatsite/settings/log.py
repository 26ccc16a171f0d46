"""Logging: everything to standard error."""

import logging

from chatsite.settings.site import DEBUG

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": logging.INFO if DEBUG else logging.WARNING},
    "loggers": {"chat": {"level": logging.INFO}},
}
