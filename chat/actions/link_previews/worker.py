"""Fetch the previews of links in the background, after the message is committed, in the process that stored it.

A preview is a convenience: links that do not fit the queue, or wait in it when the process ends, get none.
"""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from chat import conf
from chat.actions.link_previews import link_previews
from chat.delivery.hub import Hub, hub
from chat.errors import RateLimited, Unavailable
from chat.executors import read, write
from chat.models import Message
from chat.outbound.page_metadata import Preview, preview
from chat.outbound.safe_http import NoPage
from chat.rate_limits.local import RateLimit

log = logging.getLogger(__name__)
Facts = Preview | dict[str, str]
"""The preview of an address, without its `url`; empty if the page has none."""


@dataclass(frozen=True)
class Job:
    message_id: int
    author_id: int
    links: tuple[str, ...]


class Previewer:
    """Fetches previews on the hub's event loop.

    Args:
        find: Fetches the preview of a link; raises NoPage if the link leads to none.
    """

    def __init__(self, find: Callable[[str], Awaitable[Preview]] = preview) -> None:
        self.find = find
        self.limit = RateLimit(conf.LINK_RATE, conf.LINK_BURST)
        self._queue: asyncio.Queue[Job] = asyncio.Queue(conf.LINKS_WAITING)
        self._running: asyncio.Task[None] | None = None
        # By address: several messages with the same new link share one fetch.
        self._lookups: dict[str, asyncio.Task[Facts]] = {}

    async def run(self, hub: Hub) -> None:
        """Fetch what is queued until cancelled or stopped."""
        self._queue = asyncio.Queue(conf.LINKS_WAITING)
        self._lookups = {}
        self._running = asyncio.create_task(self._run_workers())
        try:
            await self._running
        finally:
            self.stop()

    def stop(self) -> None:
        """Cancel the fetches that are under way and accept no more jobs. Does nothing if it does not run."""
        if self._running is not None:
            self._running.cancel()
            self._running = None

    def enqueue(self, jobs: Sequence[Job]) -> None:
        """Queue the jobs that fit the queue and the rate limits of their authors; drop the others."""
        for job in jobs if self._running is not None else ():
            try:
                self.limit.charge(job.author_id)
                self._queue.put_nowait(job)
            except (RateLimited, asyncio.QueueFull) as error:
                log.debug("The links of message %s get no previews: %r", job.message_id, error)

    async def _run_workers(self) -> None:
        async with asyncio.TaskGroup() as workers:
            for _ in range(conf.LINK_WORKERS):
                workers.create_task(self._run_worker())

    async def _run_worker(self) -> None:
        while True:
            await self._process(await self._queue.get())

    async def _process(self, job: Job) -> None:
        try:
            found = [preview for preview in await asyncio.gather(*map(self._preview_of, job.links)) if preview]
            if found:
                await write(link_previews.store_previews, message_id=job.message_id, previews=found)
        except Unavailable:
            log.debug("The links of message %s get no previews: the database does not answer.", job.message_id)
        except Exception as error:
            # A stranger wrote the page: it must not fill the log with tracebacks.
            log.warning("The links of message %s get no previews: %r", job.message_id, error)

    async def _preview_of(self, url: str) -> Preview | None:
        """Return the preview of a link, fetched once for all jobs that want it at the same time."""
        address = url.partition("#")[0]
        looking = self._lookups.get(address)
        if looking is None:
            all_looking = self._lookups
            looking = all_looking[address] = asyncio.create_task(self._cached_facts(address))
            looking.add_done_callback(lambda _: all_looking.pop(address, None))
        facts = await looking
        return cast(Preview, {**facts, "url": url}) if facts else None

    async def _cached_facts(self, address: str) -> Facts:
        """Return the facts of an address from the cache, which also remembers that there are none, or fetch them."""
        key = f"link:{hashlib.sha256(address.encode()).hexdigest()}"
        facts: Facts | None = await read(cache.get, key)
        if facts is None:
            facts = await self._fetch_facts(address)
            await read(cache.set, key, facts, conf.LINKS_KEPT)
        return facts

    async def _fetch_facts(self, address: str) -> Facts:
        try:
            return await self.find(address)
        except NoPage as error:
            log.debug("No preview of %s: %s", address, error)
            return {}


previewer = Previewer()
"""The previewer of this process."""


def enqueue(messages: Sequence[Message]) -> None:
    """Queue the links of these messages when the transaction has committed, if this process serves people.

    Nothing here delays the commit.
    """
    if not settings.LINK_PREVIEWS:
        return
    jobs = [
        Job(message.pk, message.author_id, tuple(links))
        for message in messages
        if "<a " in message.html and (links := link_previews.links_to_preview(message))
    ]
    if jobs:
        transaction.on_commit(partial(hub.call_soon, lambda _: previewer.enqueue(jobs)), robust=True)
