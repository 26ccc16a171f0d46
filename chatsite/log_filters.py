"""Filters for what other libraries log."""

import logging


class OneLine(logging.Filter):
    """Turns an error with a traceback into a warning of one line, for what strangers can cause."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = record.exc_text = None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


class FewSocketLines(logging.Filter):
    """Drops what uvicorn says about each socket: with an access log all but one line, and without one that too."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno != logging.INFO:
            return True
        if record.msg in {"connection open", "connection closed"}:
            return False
        # `--no-access-log` takes its handlers away.
        return '"WebSocket ' not in str(record.msg) or bool(logging.getLogger("uvicorn.access").handlers)
