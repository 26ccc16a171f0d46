"""Change rooms, many changes at a time: those that wait for the writer thread share one transaction."""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from functools import partial
from typing import cast
from weakref import WeakKeyDictionary

from django.db import Error, InterfaceError, OperationalError

from chat import conf
from chat.actions.changes import filtering
from chat.actions.changes.allowance import Allowance, limit
from chat.actions.changes.batch import Batch
from chat.actions.changes.change import Change
from chat.actions.changes.draft import Draft, Outcome
from chat.actions.changes.rendering import needs_rendering, renderings
from chat.actions.changes.verbs.send import Send
from chat.batching import Batcher, process_batch
from chat.errors import ChatError, Unavailable
from chat.executors import drop_broken_connection, note_pool_timeout, submit_write
from chat.protocol.messages.events import ChangeAck, SendAck

__all__ = ["Committer", "commit", "commit_change", "commit_message", "committer", "limit"]
log = logging.getLogger(__name__)
Line = deque[tuple[Draft, "asyncio.Future[Outcome]"]]
"""The drafts of one author that wait for the text of the first one."""


def commit(drafts: Sequence[Draft]) -> list[Outcome]:
    """Store the drafts in one transaction and announce what they change to their rooms. Never raises.

    A draft that breaks the transaction fails alone: the others are stored, each in a transaction of its own.

    Args:
        drafts: New messages and changes, of any users and rooms.

    Returns:
        One outcome for each draft, in order: `SendAck` or `ChangeAck`, or the `ChatError` that it was refused with.
    """
    if not drafts:
        return []
    checked = filtering.checked(drafts)
    with Allowance(checked) as allowance:
        return [_to_outcome(result) for result in process_batch(partial(_store, allowance=allowance), checked)]


def commit_message(draft: Send) -> SendAck:
    """Store one message, for callers in the writer thread, in commands and in tests.

    Raises:
        ChatError: The draft is refused, or the database does not answer.
    """
    return cast(SendAck, _or_raise(commit([draft])[0]))


def commit_change(draft: Change) -> ChangeAck:
    """Store one change of a message. The callers and errors are those of `commit_message`."""
    return cast(ChangeAck, _or_raise(commit([draft])[0]))


def _or_raise(outcome: Outcome) -> SendAck | ChangeAck:
    if isinstance(outcome, ChatError):
        raise outcome
    return outcome


def _store(drafts: Sequence[Draft], allowance: Allowance) -> list[Outcome]:
    try:
        return _store_with_retry(drafts, allowance)
    except (OperationalError, InterfaceError) as error:
        log.warning("%s changes could not be stored: %s", len(drafts), error)
        raise Unavailable() from error


def _store_with_retry(drafts: Sequence[Draft], allowance: Allowance) -> list[Outcome]:
    """Try twice: the connection may be dead, or another process may store one of these messages at the same moment."""
    try:
        return Batch(drafts, allowance).commit()
    except Error as error:
        if note_pool_timeout(error):
            raise
        drop_broken_connection()
        return Batch(drafts, allowance, is_retry=True).commit()


def _to_outcome(result: Outcome | Exception) -> Outcome:
    if isinstance(result, SendAck | ChangeAck | ChatError):
        return result
    log.error("A change could not be stored.", exc_info=result)
    return Unavailable()


class Committer(Batcher[Draft, Outcome]):
    """Collects the drafts of this process and commits them in the writer thread.

    `submit(draft)` returns a future of the draft's outcome. It is done after the commit, and after this process's
    connections got the announcement. A refusal is its result: the future does not raise.

    Drafts that arrive while one batch is committed share the next one, so batches grow under load; a draft that
    arrives alone is committed without delay. A draft with a text that needs the parser is rendered first, see
    `rendering`; meanwhile the later drafts of its author wait in line behind it, so that none overtakes it. One author
    has at most one text being rendered, and so delays the texts of the others by one at most.
    """

    def __init__(self) -> None:
        super().__init__(commit, submit=submit_write, single_thread=True, max_size=conf.COMMIT_BATCH)
        self._lines: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[int, Line]] = WeakKeyDictionary()
        self._advancing: set[asyncio.Task[None]] = set()

    def submit(self, item: Draft) -> "asyncio.Future[Outcome]":
        if not self._lines and not needs_rendering(item):
            return super().submit(item)
        loop = asyncio.get_running_loop()
        lines = self._lines.get(loop)
        line = lines.get(item.author_id) if lines else None
        if line is None and not needs_rendering(item):
            return super().submit(item)
        future: asyncio.Future[Outcome] = loop.create_future()
        if line is None:
            line = self._lines.setdefault(loop, {})[item.author_id] = deque()
            task = loop.create_task(self._advance(item.author_id, line))
            self._advancing.add(task)
            task.add_done_callback(self._advancing.discard)
        line.append((item, future))
        return future

    async def _advance(self, author_id: int, line: "Line") -> None:
        """Render and submit the drafts of an author one after the other, until none waits."""
        while line:
            draft, future = line[0]
            try:
                ready = await renderings.ask(draft) if needs_rendering(draft) else draft
            except ChatError as error:
                _resolve(future, error)
            except Exception as error:
                _resolve(future, _to_outcome(error))
            else:
                super().submit(ready).add_done_callback(partial(_pass_on, future))
            line.popleft()
        # No draft can have joined the line since it was found empty.
        loop = asyncio.get_running_loop()
        lines = self._lines[loop]
        del lines[author_id]
        if not lines:
            del self._lines[loop]

    async def drained(self) -> None:
        while self._advancing:
            await asyncio.wait(self._advancing)
        await super().drained()

    async def send(self, draft: Send) -> SendAck:
        """Add a message to the next batch, wait until it is stored, and return its numbers. Raises the refusal."""
        return cast(SendAck, _or_raise(await self.submit(draft)))

    async def change(self, draft: Change) -> ChangeAck:
        """Add a change to the next batch, wait until it is stored, and return its rev. Raises the refusal."""
        return cast(ChangeAck, _or_raise(await self.submit(draft)))


def _pass_on(future: "asyncio.Future[Outcome]", done: "asyncio.Future[Outcome]") -> None:
    if not done.cancelled():
        _resolve(future, done.result())


def _resolve(future: "asyncio.Future[Outcome]", outcome: Outcome) -> None:
    if not future.done():
        future.set_result(outcome)


committer = Committer()
"""The committer of this process."""
