"""Whether Redis answers. Everybody who asks it says how that went, and the log says once that it is away or back."""

import logging
import time
from collections.abc import Callable

from redis.exceptions import RedisError

log = logging.getLogger(__name__)
RETRY_INTERVAL = 5.0
"""Seconds to leave Redis alone after a failure, so that not every request waits for a timeout. If nobody has failed for
this time and somebody succeeds, Redis is back."""


class RedisHealth:
    """The state of Redis in this process.

    Attributes:
        is_away: Whether Redis has failed and is not back yet.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.is_away = False
        self._clock = clock
        self._failed_at = 0.0

    def may_try(self) -> bool:
        """Return whether to ask Redis now. False for a while after each failure."""
        return not self.is_away or self._clock() - self._failed_at >= RETRY_INTERVAL

    def note_failure(self, error: BaseException) -> None:
        """Redis did not answer."""
        self._failed_at = self._clock()
        if not self.is_away:
            self.is_away = True
            log.warning(
                "Redis does not answer: each process counts limits by itself, and events of other processes arrive a "
                "few seconds later. (%s)",
                error or type(error).__name__,
            )

    def note_success(self) -> None:
        """Redis answered."""
        if self.is_away and self.may_try():
            self.is_away = False
            log.warning("Redis answers again.")


class LayerErrors(logging.Filter):
    """Drops the tracebacks that channels-redis logs every second while Redis is away, and notes the failure."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if isinstance(error, RedisError | OSError):
            health.note_failure(error)
            return False
        return True


health = RedisHealth()
"""The state of Redis in this process."""
