"""Clients that write at a random but seeded rate, and the checks and measurements at the end of a fault test."""

import asyncio
import contextlib
import os
import random
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tests.faults import checker, figures
from tests.faults.checker import Violation
from tests.faults.clients import Page
from tests.faults.figures import Figures
from tests.faults.journal import Journal, now
from tests.faults.site import Site, memory_of
from tests.faults.truth import Truth
from tests.support.waiting import wait_until

SEED = int(os.environ.get("SEED", "1"))
PATIENCE = 90.0
"""Seconds within which every client must recover. The figures say how long it really took."""


class Crowd:
    """`count` clients with one tab each, which together write `rate` messages a second."""

    def __init__(
        self,
        site: Site,
        *,
        count: int = 20,
        rate: float = 50.0,
        changes: float = 0.1,
        kind: Callable[..., Page] = Page,
        **how: Any,
    ) -> None:
        self.site, self.rate, self.changes = site, rate, changes
        self.random = random.Random(SEED)
        self.pages = [
            kind(site.urls, person["token"], seed=number, **how) for number, person in enumerate(site.people[:count])
        ]
        self.writers = list(self.pages)
        self.gone: list[Page] = []
        self.began = self.healed = now()
        self.peak_rss = 0
        self.violations: list[Violation] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._writing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Crowd":
        for page in self.pages:
            page.start()
        await self.all_online()
        self._writing = asyncio.get_running_loop().create_task(self._write())
        self._tasks = [self._writing, asyncio.get_running_loop().create_task(self._watch_memory())]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(page.leave() for page in self.pages))

    async def all_online(self, seconds: float = PATIENCE) -> None:
        await wait_until(lambda: all(page.online.is_set() for page in self.pages if not page.stays_away), seconds)

    # --- Load

    async def _write(self) -> None:
        number = 0
        while True:
            await asyncio.sleep(self.random.expovariate(self.rate))
            page = self.random.choice(self.writers)
            if page.state is None or not page.state.rooms or page.stays_away:
                continue
            number += 1
            page.write(self.random.choice(sorted(page.state.rooms)), f"number {number}")
            if self.random.random() < self.changes:
                page.spawn(self.random.choice([page.change_something, page.read_everything])())

    async def _watch_memory(self) -> None:
        while True:
            for server in self.site.servers:
                with contextlib.suppress(OSError, KeyError):
                    self.peak_rss = max(self.peak_rss, memory_of(server.pid).rss)
            await asyncio.sleep(0.25)

    @property
    def acked(self) -> int:
        return sum(len(page.journal.acked) for page in self.pages)

    async def acks(self, count: int, seconds: float = PATIENCE) -> None:
        """Wait until `count` more messages are acked."""
        goal = self.acked + count
        await wait_until(lambda: self.acked >= goal, seconds)

    def ack_waits(self, since: float, until: float) -> list[float]:
        """Return the seconds until the ack of each message written between two moments."""
        return [
            (page.journal.acked[client_id].at if client_id in page.journal.acked else now()) - sent.at
            for page in self.pages
            for client_id, sent in page.journal.sent.items()
            if since <= sent.at < until
        ]

    # --- The fault

    def begin(self) -> None:
        """Note that the fault begins now."""
        self.began = self.healed = now()

    def heal(self) -> None:
        """Note that the fault is over. Recovery is measured from here."""
        self.healed = now()

    async def send_home(self, page: Page) -> None:
        """Let a client vanish for good."""
        self.pages.remove(page)
        self.writers.remove(page)
        self.gone.append(page)
        await page.vanish()

    # --- The end

    async def settle(self, seconds: float = PATIENCE) -> None:
        """Stop writing, and wait until every client has an ack for and shows every message, or for `seconds`."""
        if self._writing is not None:
            self._writing.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not await self._is_settled():  # noqa: ASYNC110 - nobody would set an event
                    await asyncio.sleep(0.1)
        await asyncio.sleep(1.0)  # Duplicates may arrive late.

    async def _is_settled(self) -> bool:
        if any(page.waiting or page.reading for page in self.pages if not page.stays_away):
            return False
        truth = await self.site.truth()
        return all(
            page.rev(room) == each.last_rev
            for page in self.pages
            if not page.stays_away
            for room, each in truth.items()
            if page.journal.user_id in each.read_seq
        )

    async def conclude(
        self,
        test: str,
        fault: str,
        *,
        note: str = "",
        refusals: Sequence[int] = (),
        expected: Sequence[str] = (),
        presence: bool = True,
        after_reset: bool = False,
        extra: Iterable[Violation] = (),
    ) -> Figures:
        """Settle, check every invariant, and print and store the figures. Fail if there is a violation."""
        await self.settle()
        present = await self._presence() if presence else []
        for page in self.pages:
            page.note_screen()
        truth = await self.site.truth()
        found = self._checked(truth, after_reset)
        result = self._measured(truth, found, test, fault, note)
        print(f"\n{result}")
        self.violations = [
            *found,
            *present,
            *checker.check_logs(self.site.logs, expected=expected),
            *checker.check_refusals(self.watching, expected=refusals),
            *extra,
        ]
        assert not self.violations, "\n".join(f"{each.invariant} {each.text}" for each in self.violations)
        result.write()
        return result

    @property
    def journals(self) -> list[Journal]:
        return [page.journal for page in (*self.pages, *self.gone)]

    @property
    def watching(self) -> list[Journal]:
        """The journals of the connected clients. From the others only the sent messages count."""
        return [page.journal for page in self.pages if not page.stays_away]

    def _checked(self, truth: Truth, after_reset: bool) -> list[Violation]:
        sent = checker.check(truth, self.journals, after_reset=after_reset)
        shown = checker.check(truth, self.watching, after_reset=after_reset)
        return [each for each in sent if each.invariant <= "I2"] + [each for each in shown if each.invariant > "I2"]

    def _measured(self, truth: Truth, found: list[Violation], test: str, fault: str, note: str) -> Figures:
        waits = figures.waits(truth, self.watching, self.began, self.healed)
        lost, doubled, out_of_order = figures.count(found)
        acks = [ack for journal in self.journals for ack in journal.acked.values()]
        return Figures(
            test=test,
            fault=fault,
            attempts=sum(sent.attempts for journal in self.journals for sent in journal.sent.values()),
            acked=len(acks),
            lost=lost,
            doubled=doubled,
            out_of_order=out_of_order,
            recovered=sum(ack.duplicate for ack in acks),
            first_ack=figures.first_acks(self.watching, self.began),
            caught_up=figures.spread(waits),
            reconnects=sum(journal.reconnects for journal in self.journals),
            syncs=sum(journal.syncs for journal in self.journals),
            peak_rss=self.peak_rss / 2**20,
            note=note,
        )

    async def _presence(self, seconds: float = PATIENCE) -> list[Violation]:
        """Return the presence violations that remain after `seconds`."""
        sharing = self.site.sharing()
        until_when = now() + seconds
        while True:
            here = [page.journal.user_id for page in self.pages if page.online.is_set()]
            watching = [page.journal for page in self.pages if page.online.is_set()]
            found = checker.check_presence(watching, here, sharing)
            if not found or now() > until_when:
                return found
            await asyncio.sleep(0.2)
