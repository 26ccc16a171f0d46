"""Fetch the previews of links in the background, after the message is committed, in the process that stored it."""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from typing import cast

from django.core.cache import cache

from chat import conf
from chat.actions.changes.committer import committer
from chat.actions.link_previews import link_previews
from chat.actions.link_previews.queue import Job, JobQueue, waiting
from chat.delivery.hub import Hub
from chat.errors import ChatError
from chat.executors import read
from chat.outbound.page_metadata import Preview, preview
from chat.outbound.safe_http import NoPage

log = logging.getLogger(__name__)
Facts = Preview | dict[str, str]
"""The preview of an address, without its `url`; empty if the page has none."""


class Previewer:
    """Fetches previews on the hub's event loop.

    Args:
        find: Fetches the preview of a link; raises NoPage if the link leads to none.
        jobs: Where the links wait.
    """

    def __init__(self, find: Callable[[str], Awaitable[Preview]] = preview, jobs: JobQueue = waiting) -> None:
        self.find = find
        self._jobs = jobs
        self._running: asyncio.Task[None] | None = None
        # By address: several messages with the same new link share one fetch.
        self._lookups: dict[str, asyncio.Task[Facts]] = {}

    async def run(self, hub: Hub) -> None:
        """Fetch what is queued until cancelled or stopped."""
        self._jobs.open()
        self._lookups = {}
        self._running = asyncio.create_task(self._run_workers())
        try:
            await self._running
        finally:
            self.stop()

    def stop(self) -> None:
        """Cancel the fetches that are under way and accept no more jobs. Does nothing if it does not run."""
        self._jobs.close()
        if self._running is not None:
            self._running.cancel()
            self._running = None

    async def _run_workers(self) -> None:
        async with asyncio.TaskGroup() as workers:
            for _ in range(conf.LINK_WORKERS):
                workers.create_task(self._run_worker())

    async def _run_worker(self) -> None:
        while True:
            await self._process(await self._jobs.next())

    async def _process(self, job: Job) -> None:
        try:
            found = [preview for preview in await asyncio.gather(*map(self._preview_of, job.links)) if preview]
            if found:
                await committer.change(link_previews.draft_store(message_id=job.message_id, previews=found))
        except ChatError as error:
            log.debug("The links of message %s get no previews: %r", job.message_id, error)
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
