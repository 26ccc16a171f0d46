"""Sending, many at a time: the messages that wait share one transaction.

Under load the batches grow by themselves; alone, a message does not wait.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Sequence

from django.db import Error, InterfaceError, OperationalError

from chat import conf
from chat.actions.sending.allowance import Allowance, limit
from chat.actions.sending.batch import Batch
from chat.actions.sending.draft import Draft, Outcome
from chat.errors import Unavailable
from chat.executors import drop_broken_connection, is_scarce, post, waited_in_vain

__all__ = ["Committer", "commit", "committer", "limit"]
log = logging.getLogger(__name__)


def commit(drafts: Sequence[Draft]) -> list[Outcome]:
    """Store what may be stored and announce it. One outcome for each draft, in order; never raises."""
    if not drafts:
        return []
    with Allowance(drafts) as allowance:
        return _commit(drafts, allowance)


def _commit(drafts: Sequence[Draft], allowance: Allowance) -> list[Outcome]:
    try:
        return _twice(drafts, allowance)
    except (OperationalError, InterfaceError) as error:
        # For each alone it would take as long again to learn that the database does not answer.
        log.warning("%s messages could not be stored: %s", len(drafts), error)
        return [Unavailable() for _ in drafts]
    except Exception:
        if len(drafts) == 1:
            log.exception("A message could not be stored.")
            return [Unavailable()]
    # One of them breaks the transaction. Alone, each finds its own answer.
    return [_commit([draft], allowance)[0] for draft in drafts]


def _twice(drafts: Sequence[Draft], allowance: Allowance) -> list[Outcome]:
    """Again after a failure: the connection was dead, or another process stored one of these at the same moment."""
    try:
        return Batch(drafts, allowance).commit()
    except Error as error:
        if is_scarce(error):
            raise
        drop_broken_connection()
        return Batch(drafts, allowance).commit()


class Committer:
    """Collects the drafts of a process for the writer thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[tuple[Draft, asyncio.Future[Outcome]]] = []
        self._oldest_at = 0.0
        self._flushing = False

    def submit(self, draft: Draft) -> "asyncio.Future[Outcome]":
        """A future of the draft's outcome, done after the commit and after the room was told here."""
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        with self._lock:
            if not self._waiting:
                self._oldest_at = time.monotonic()
            self._waiting.append((draft, future))
            start, self._flushing = not self._flushing, True
        if start:
            post(self._flush)
        return future

    async def drained(self) -> None:
        """Returns when everything that was submitted has its outcome."""
        waiting = True
        while waiting:
            waiting = bool(self._waiting)
            # What had been taken by now is answered when the writer comes to this.
            await asyncio.wrap_future(post(lambda: None))

    def _flush(self) -> None:
        with self._lock:
            taken, self._waiting = self._waiting[: conf.COMMIT_BATCH], self._waiting[conf.COMMIT_BATCH :]
            more = self._flushing = bool(self._waiting)
            in_vain = waited_in_vain(self._oldest_at)
        try:
            outcomes = [Unavailable() for _ in taken] if in_vain else commit([draft for draft, _ in taken])
        except BaseException:
            _answer([(future, Unavailable()) for _, future in taken])
            raise
        finally:
            # Not `self._flushing`: who submits from now on posts the next flush.
            if more:
                post(self._flush)
        _answer([(future, outcome) for (_, future), outcome in zip(taken, outcomes, strict=True)])


def _answer(answers: list[tuple["asyncio.Future[Outcome]", Outcome]]) -> None:
    """Hand the outcomes to their event loops: one wake-up for a batch, after that of its announcements."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Outcome], Outcome]]] = {}
    for future, outcome in answers:
        by_loop.setdefault(future.get_loop(), []).append((future, outcome))
    for loop, own in by_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_resolve, own)


def _resolve(answers: list[tuple["asyncio.Future[Outcome]", Outcome]]) -> None:
    for future, outcome in answers:
        if not future.done():
            future.set_result(outcome)


committer = Committer()
"""This process's committer."""
