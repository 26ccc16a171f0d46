"""The links of new and edited messages, waiting for the worker that fetches their previews.

A preview is a convenience: links that do not fit the queue, or wait in it when the process ends, get none.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.db import transaction

from chat import conf
from chat.actions.link_previews.links import links_to_preview
from chat.delivery.hub import hub
from chat.errors import RateLimited
from chat.models import Message
from chat.rate_limits.local import RateLimit

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    message_id: int
    author_id: int
    links: tuple[str, ...]


class JobQueue:
    """A bounded queue on the hub's event loop. While it is closed, it drops every job."""

    def __init__(self) -> None:
        self.limit = RateLimit(conf.LINK_RATE, conf.LINK_BURST)
        self._jobs: asyncio.Queue[Job] = asyncio.Queue(conf.LINKS_WAITING)
        self._is_open = False

    def __len__(self) -> int:
        return self._jobs.qsize()

    def open(self) -> None:
        """Accept jobs on the running event loop."""
        self._jobs = asyncio.Queue(conf.LINKS_WAITING)
        self._is_open = True

    def close(self) -> None:
        self._is_open = False

    def add(self, jobs: Sequence[Job]) -> None:
        """Queue the jobs that fit the queue and the rate limits of their authors; drop the others."""
        for job in jobs if self._is_open else ():
            try:
                self.limit.charge(job.author_id)
                self._jobs.put_nowait(job)
            except (RateLimited, asyncio.QueueFull) as error:
                log.debug("The links of message %s get no previews: %r", job.message_id, error)

    async def next(self) -> Job:
        """Wait for the next job and remove it."""
        return await self._jobs.get()


waiting = JobQueue()
"""The jobs of this process."""


def enqueue(messages: Sequence[Message]) -> None:
    """Queue the links of these messages when the transaction has committed, if this process serves people.

    Nothing here delays the commit.
    """
    if not settings.LINK_PREVIEWS:
        return
    jobs = [
        Job(message.pk, message.author_id, tuple(links))
        for message in messages
        if "<a " in message.html and (links := links_to_preview(message))
    ]
    if jobs:
        transaction.on_commit(partial(hub.call_soon, lambda _: waiting.add(jobs)), robust=True)
