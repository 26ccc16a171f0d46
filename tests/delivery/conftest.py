"""Stand-ins for subscribers and for the channel layer."""

import asyncio
import itertools
import json
import uuid
from typing import Any

import pytest

from chat.access import Credential
from chat.delivery import link
from chat.delivery.announcements import Announcement
from chat.delivery.hub import Hub
from tests.support.waiting import let_tasks_run

_numbers = itertools.count(1)


class FakeSubscriber:
    """A subscriber that keeps the frames it receives."""

    def __init__(self, hub: Hub, user_id: int, credential: Credential | None = None, access_version: int = 0) -> None:
        self.hub = hub
        self.id = f"subscriber{next(_numbers)}"
        self.user_id = user_id
        self.credential = credential or Credential(user_id)
        self.rooms: set[int] = set()
        self.status = "online"
        self.hides_presence = False
        self.access_version = access_version
        self.texts: list[str] = []
        self.code: int | None = None
        self.refreshes = 0

    def enqueue(self, announcement: Announcement) -> None:
        self.texts += announcement.texts

    def end(self, code: int) -> None:
        self.hub.detach(self)
        self.code = code

    def refresh(self) -> None:
        self.refreshes += 1

    def pop_events(self, type: str | None = None) -> list[dict[str, Any]]:
        """Return the events since the last call; only those of one type, if given."""
        events, self.texts = [json.loads(text) for text in self.texts], []
        return [event for event in events if type in {None, event["type"]}]


class BrokenSubscriber(FakeSubscriber):
    """A subscriber that can neither take a frame nor close properly."""

    def enqueue(self, announcement: Announcement) -> None:
        raise ZeroDivisionError

    def end(self, code: int) -> None:
        self.code = code
        raise ZeroDivisionError


class Layer:
    """A channel layer that the hubs of a test share. Every call fails while `broken` is set."""

    def __init__(self) -> None:
        self.broken = False
        self.groups: dict[str, set[str]] = {}
        self.queues: dict[str, asyncio.Queue[dict[str, Any]]] = {}

    def _fail_if_broken(self) -> None:
        if self.broken:
            raise ConnectionError("no layer")

    async def new_channel(self) -> str:
        self._fail_if_broken()
        name = f"channel{len(self.queues)}"
        self.queues[name] = asyncio.Queue()
        return name

    async def receive(self, channel: str) -> dict[str, Any]:
        self._fail_if_broken()
        return await self.queues[channel].get()

    async def group_add(self, group: str, channel: str) -> None:
        self._fail_if_broken()
        self.groups.setdefault(group, set()).add(channel)

    async def group_discard(self, group: str, channel: str) -> None:
        self._fail_if_broken()
        self.groups.get(group, set()).discard(channel)

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        self._fail_if_broken()
        for channel in self.groups.get(group, ()):
            self.queues[channel].put_nowait(json.loads(json.dumps(message)))


@pytest.fixture
def layer(monkeypatch) -> Layer:
    """The layer of every hub that the test creates from now on."""
    shared = Layer()
    monkeypatch.setattr(link, "get_channel_layer", lambda: shared)
    return shared


@pytest.fixture
def alone(monkeypatch) -> None:
    """Hubs that the test creates from now on have no channel layer, whatever the environment says."""
    monkeypatch.setattr(link, "get_channel_layer", link.InMemoryChannelLayer)


@pytest.fixture
def hub(alone) -> Hub:
    """A hub that was not started: it delivers at once and uses no event loop."""
    return Hub()


@pytest.fixture
async def processes(layer):
    """Two started hubs that share a layer, like those of two processes."""
    hubs = Hub(), Hub()
    for hub in hubs:
        hub.start(lambda: None)
    await let_tasks_run()
    yield hubs
    for hub in hubs:
        await hub.stop()


@pytest.fixture
def own_cache(settings):
    """A cache that no other test and no other run shares."""
    name = uuid.uuid4().hex
    default = settings.CACHES["default"]
    own = {"LOCATION": name, **default, "KEY_PREFIX": name}
    settings.CACHES = {"default": own, "shared": {**own, "BACKEND": settings.CACHES["shared"]["BACKEND"]}}


async def attached(hub, user_id, rooms, **fields) -> FakeSubscriber:
    """Attach a subscriber to rooms in which nothing has happened yet."""
    subscriber = FakeSubscriber(hub, user_id, **fields)
    await hub.attach(subscriber, rooms)
    hub.apply_snapshot(subscriber, dict.fromkeys(rooms, (0, 0)))
    return subscriber
