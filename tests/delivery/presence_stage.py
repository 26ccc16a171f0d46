"""Processes that share a layer and a cache, for the tests of presence."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chat.delivery.hub import Hub
from chat.delivery.presence import Presence
from tests.delivery.conftest import FakeSubscriber
from tests.support.waiting import let_tasks_run

ADA, BOB, CY = 1, 2, 3
START = 1_000.0


@dataclass
class Process:
    """A process whose clock the test moves: `tick` is what its worker calls twice a second."""

    hub: Hub
    presence: Presence

    async def attach(self, user_id: int, *rooms: int, watch: Iterable[int] = (), room: int = 0) -> FakeSubscriber:
        subscriber = FakeSubscriber(self.hub, user_id)
        await self.hub.attach(subscriber, rooms)
        self.hub.watch(subscriber, watch, room)
        return subscriber

    def detach(self, subscriber: FakeSubscriber, *, cleanly: bool = False) -> None:
        if cleanly:
            self.hub.left_cleanly.add(subscriber.user_id)
        self.hub.detach(subscriber)

    def set_status(self, subscriber: FakeSubscriber, status: str) -> None:
        subscriber.status = status
        self.hub.mark_changed(subscriber.user_id)

    async def tick(self, now: float) -> None:
        await self.presence.tick(now)
        await let_tasks_run()


async def start_process() -> Process:
    hub = Hub()
    hub.start(lambda: None)
    presence = Presence(hub)
    await let_tasks_run()
    await hub.link.subscribe(["everyone"])
    return Process(hub, presence)


async def tick(now: float, *processes: Process) -> None:
    """Tick each process twice, so that the first ones see what the later ones did."""
    for _ in range(2):
        for process in processes:
            await process.tick(now)


async def settle(now: float, *processes: Process, seconds: float = 3) -> float:
    """Let the processes run until they have read the snapshots of one another. Returns the time afterwards."""
    end = now + seconds
    while now < end:
        now += 0.5
        await tick(now, *processes)
    return now


def seen_by(subscriber: FakeSubscriber) -> list[tuple[int, str]]:
    return [(event["data"]["userId"], event["data"]["status"]) for event in subscriber.pop_events("presence")]


def statuses(user_id: int, *processes: Process) -> list[str]:
    return [process.presence.status_of(user_id) for process in processes]


async def stop(*processes: Process) -> None:
    await asyncio.gather(*(process.hub.stop() for process in processes))


def counts_of(subscriber: FakeSubscriber) -> list[dict[str, Any]]:
    return [event["data"] for event in subscriber.pop_events("room:online")]
