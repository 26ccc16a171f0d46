"""Send messages, many at a time: messages that wait for the writer thread share one transaction."""

import asyncio
import logging
from collections.abc import Sequence
from functools import partial

from django.db import Error, InterfaceError, OperationalError

from chat import conf
from chat.actions.sending.allowance import Allowance, limit
from chat.actions.sending.batch import Batch
from chat.actions.sending.draft import Draft, Outcome
from chat.batching import Batcher, process_batch
from chat.errors import ChatError, Unavailable
from chat.executors import drop_broken_connection, note_pool_timeout, submit_write
from chat.protocol.messages.events import SendAck

__all__ = ["Committer", "commit", "committer", "limit"]
log = logging.getLogger(__name__)


def commit(drafts: Sequence[Draft]) -> list[Outcome]:
    """Store the drafts in one transaction and announce them to their rooms. Never raises.

    A draft that breaks the transaction fails alone: the others are stored, each in a transaction of its own.

    Args:
        drafts: Checked messages of any authors and rooms.

    Returns:
        One outcome for each draft, in order: `SendAck`, or the `ChatError` that it was refused with.
    """
    if not drafts:
        return []
    with Allowance(drafts) as allowance:
        return [_to_outcome(result) for result in process_batch(partial(_store, allowance=allowance), list(drafts))]


def _store(drafts: Sequence[Draft], allowance: Allowance) -> list[Outcome]:
    try:
        return _store_with_retry(drafts, allowance)
    except (OperationalError, InterfaceError) as error:
        log.warning("%s messages could not be stored: %s", len(drafts), error)
        raise Unavailable() from error


def _store_with_retry(drafts: Sequence[Draft], allowance: Allowance) -> list[Outcome]:
    """Try twice: the connection may be dead, or another process may store one of these messages at the same moment."""
    try:
        return Batch(drafts, allowance).commit()
    except Error as error:
        if note_pool_timeout(error):
            raise
        drop_broken_connection()
        return Batch(drafts, allowance).commit()


def _to_outcome(result: SendAck | Exception) -> Outcome:
    if isinstance(result, SendAck | ChatError):
        return result
    log.error("A message could not be stored.", exc_info=result)
    return Unavailable()


class Committer(Batcher[Draft, Outcome]):
    """Collects the drafts of this process and commits them in the writer thread.

    `submit(draft)` returns a future of the draft's outcome. It is done after the commit, and after this process's
    connections got the announcement. A refusal is its result: the future does not raise.

    Drafts that arrive while one batch is committed share the next one, so batches grow under load; a draft that
    arrives alone is committed without delay.
    """

    def __init__(self) -> None:
        super().__init__(commit, submit=submit_write, single_thread=True, max_size=conf.COMMIT_BATCH)

    async def drained(self) -> None:
        """Wait until everything that was submitted has its outcome."""
        was_waiting = True
        while was_waiting:
            was_waiting = self.is_waiting
            # The writer thread runs this job after the batch that it has begun.
            await asyncio.wrap_future(submit_write(lambda: None))


committer = Committer()
"""The committer of this process."""
