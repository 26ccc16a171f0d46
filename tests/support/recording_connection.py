"""A subscriber of the hub that records what it receives, and a fixture that waits for a long poll."""

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from chat.access import Credential
from chat.delivery.announcements import Announcement
from chat.delivery.healing.access import rooms_of
from chat.delivery.hub import hub
from chat.executors import read
from chat.models import User
from chat.realtime import background, long_poll

AMBIENT = {"presence", "room:online"}
"""Types that may arrive at any time, because the presence loop sends them."""


class RecordingConnection:
    """A subscriber of the hub that records the frames it receives."""

    def __init__(self, user: User) -> None:
        self.id = uuid.uuid4().hex
        self.user_id = user.pk
        self.credential = Credential(user.pk)
        self.rooms: set[int] = set()
        self.status = "online"
        self.hides_presence = False
        self.access_version = user.access_version
        self.frames: list[Any] = []
        self.ended = 0

    def enqueue(self, announcement: Announcement) -> None:
        self.frames += [json.loads(text) for text in announcement.texts]

    def end(self, code: int) -> None:
        self.ended = code
        hub.detach(self)

    def refresh(self) -> None:
        pass

    def heard(self) -> list[str]:
        """Return the types of the frames received since the last call, without the ambient ones."""
        frames, self.frames = self.frames, []
        return [frame["type"] for frame in frames if frame["type"] not in AMBIENT]


async def connect_recorder(user: User) -> RecordingConnection:
    """Subscribe a recorder to all rooms of a user, on the running loop."""
    background.start()
    recorder = RecordingConnection(user)
    rooms = await read(rooms_of, user.pk)
    await hub.attach(recorder, rooms)
    hub.apply_snapshot(recorder, rooms)
    return recorder


@pytest.fixture
def wait_for_poll(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Awaitable[long_poll.Listener]]:
    """Return a function that waits until the next long poll is waiting for news, and returns its listener."""
    waiting: asyncio.Queue[long_poll.Listener] = asyncio.Queue()
    wait_for_news = long_poll.Listener.wait_for_news

    async def announce_then_wait(listener: long_poll.Listener, deadline: float) -> bool:
        waiting.put_nowait(listener)
        return await wait_for_news(listener, deadline)

    monkeypatch.setattr(long_poll.Listener, "wait_for_news", announce_then_wait)
    return lambda: asyncio.wait_for(waiting.get(), 30)
