"""Filters for what other libraries log."""

import logging


class OneLine(logging.Filter):
    """Turns an error with a traceback into a warning of one line, for what strangers can cause."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = record.exc_text = None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True
