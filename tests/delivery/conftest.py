"""What stands in for connections and for the channel layer."""

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


class Ear:
    """A connection that keeps what it is given."""

    def __init__(self, hub: Hub, user_id: int, credential: Credential | None = None, access_version: int = 0) -> None:
        self.hub = hub
        self.id = f"ear{next(_numbers)}"
        self.user_id = user_id
        self.credential = credential or Credential(user_id)
        self.rooms: set[int] = set()
        self.status = "online"
        self.access_version = access_version
        self.texts: list[str] = []
        self.code: int | None = None
        self.resumed = 0

    def put(self, announcement: Announcement) -> None:
        self.texts += announcement.texts

    def end(self, code: int) -> None:
        self.hub.detach(self)
        self.code = code

    def resume(self) -> None:
        self.resumed += 1

    def take(self, type: str | None = None) -> list[dict[str, Any]]:
        """The events heard since it was last asked; of one type, if given."""
        events, self.texts = [json.loads(text) for text in self.texts], []
        return [event for event in events if type in {None, event["type"]}]


class Layer:
    """A channel layer that several hubs of one test share, and that can fail (`broken`)."""

    def __init__(self) -> None:
        self.broken = False
        self.groups: dict[str, set[str]] = {}
        self.queues: dict[str, asyncio.Queue[dict[str, Any]]] = {}

    def _answer(self) -> None:
        if self.broken:
            raise ConnectionError("no layer")

    async def new_channel(self) -> str:
        self._answer()
        name = f"channel{len(self.queues)}"
        self.queues[name] = asyncio.Queue()
        return name

    async def receive(self, channel: str) -> dict[str, Any]:
        self._answer()
        return await self.queues[channel].get()

    async def group_add(self, group: str, channel: str) -> None:
        self._answer()
        self.groups.setdefault(group, set()).add(channel)

    async def group_discard(self, group: str, channel: str) -> None:
        self._answer()
        self.groups.get(group, set()).discard(channel)

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        self._answer()
        for channel in self.groups.get(group, ()):
            self.queues[channel].put_nowait(json.loads(json.dumps(message)))


@pytest.fixture
def layer(monkeypatch) -> Layer:
    """The layer of every hub that is made afterwards."""
    shared = Layer()
    monkeypatch.setattr(link, "get_channel_layer", lambda: shared)
    return shared


@pytest.fixture
def alone(monkeypatch) -> None:
    """Hubs that are made afterwards have no layer, whatever the environment says."""
    monkeypatch.setattr(link, "get_channel_layer", link.InMemoryChannelLayer)


@pytest.fixture
def hub(alone) -> Hub:
    """A hub that has not begun: it works at once and on no loop."""
    return Hub()


@pytest.fixture
async def processes(layer):
    """Two hubs that have begun and share a layer, as two processes do."""
    hubs = Hub(), Hub()
    for each in hubs:
        each.start(lambda: None)
    await let_tasks_run()
    yield hubs
    for each in hubs:
        await each.stop()


@pytest.fixture
def own_cache(settings):
    """A cache that no other test, and no other run, shares."""
    own = uuid.uuid4().hex
    default = settings.CACHES["default"]
    settings.CACHES = {"default": {"LOCATION": own, **default, "KEY_PREFIX": own}}
