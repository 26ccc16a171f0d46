"""Looks behind the links of messages: after their commit, in the background of the process that wrote them.

A preview is a convenience: what does not fit the queue, or waits when the process ends, has none.
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
from chat.delivery.local_limits import RateLimit
from chat.errors import RateLimited, Unavailable
from chat.executors import read, write
from chat.models import Message
from chat.outbound.page_metadata import Preview, preview
from chat.outbound.safe_http import NoPage

log = logging.getLogger(__name__)
Facts = Preview | dict[str, str]
"""What is behind an address; empty: nothing."""


@dataclass(frozen=True)
class Job:
    message_id: int
    author_id: int
    links: tuple[str, ...]


class Previewer:
    """Belongs to the hub's loop. `find` gives what is behind a link, and raises NoPage."""

    def __init__(self, find: Callable[[str], Awaitable[Preview]] = preview) -> None:
        self.find = find
        self.limit = RateLimit(conf.LINK_RATE, conf.LINK_BURST)
        self._queue: asyncio.Queue[Job] = asyncio.Queue(conf.LINKS_WAITING)
        self._running: asyncio.Task[None] | None = None
        # By address: the messages of a moment often have the same new link.
        self._lookups: dict[str, asyncio.Task[Facts]] = {}

    async def run(self, hub: Hub) -> None:
        """Work until it is cancelled or stopped."""
        self._queue = asyncio.Queue(conf.LINKS_WAITING)
        self._lookups = {}
        self._running = asyncio.create_task(self._run_workers())
        try:
            await self._running
        finally:
            self.stop()

    def stop(self) -> None:
        """Break off what is under way and take nothing any more. Nothing that does not run is stopped."""
        if self._running is not None:
            self._running.cancel()
            self._running = None

    def enqueue(self, jobs: Sequence[Job]) -> None:
        """Take what there is room for, and no more of a person than the rate allows."""
        for job in jobs if self._running is not None else ():
            try:
                self.limit.take(job.author_id)
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
            found = [each for each in await asyncio.gather(*map(self._preview_of, job.links)) if each]
            if found:
                await write(link_previews.store_previews, message_id=job.message_id, previews=found)
        except Unavailable:
            log.debug("The links of message %s get no previews: the database does not answer.", job.message_id)
        except Exception as error:
            # Strangers wrote what was read: whatever it brings about, the log stays readable.
            log.warning("The links of message %s get no previews: %r", job.message_id, error)

    async def _preview_of(self, url: str) -> Preview | None:
        """What is behind a link, looked for once however many ask at the same time."""
        address = url.partition("#")[0]
        looking = self._lookups.get(address)
        if looking is None:
            all_looking = self._lookups
            looking = all_looking[address] = asyncio.create_task(self._cached_facts(address))
            looking.add_done_callback(lambda _: all_looking.pop(address, None))
        facts = await looking
        return cast(Preview, {**facts, "url": url}) if facts else None

    async def _cached_facts(self, address: str) -> Facts:
        """What was found there within the hour, also if that was nothing; else it is looked for."""
        key = f"link:{hashlib.sha256(address.encode()).hexdigest()}"
        facts: Facts | None = await read(cache.get, key)
        if facts is None:
            facts = await self._fetch_facts(address)
            await read(cache.set, key, facts, conf.LINKS_KEPT)
        return facts

    async def _fetch_facts(self, address: str) -> Facts:
        try:
            return await self.find(address)
        except NoPage as why:
            log.debug("No preview of %s: %s", address, why)
            return {}


previewer = Previewer()
"""This process's previewer."""


def enqueue(messages: Sequence[Message]) -> None:
    """Look behind the links of these when the transaction has committed, if this process serves people.

    Who waits for the commit waits for nothing here.
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
