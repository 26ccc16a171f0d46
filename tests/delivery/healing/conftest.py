"""A room with two members whose changes are never announced."""

import uuid

import pytest

from chat import conf
from chat.access import Credential
from chat.actions.messages import messages
from chat.delivery import announce
from chat.delivery.healing.access import rooms_of
from chat.delivery.hub import Hub
from chat.executors import read, write
from tests.delivery.conftest import FakeSubscriber
from tests.support.factories import create_room, create_user


@pytest.fixture
def announcements_lost(monkeypatch):
    """No announcement arrives, and the healer does not wait for one."""
    monkeypatch.setattr(announce.hub, "publish", lambda announcements: None)
    monkeypatch.setattr(conf, "REORDER_WAIT", 0)


@pytest.fixture
def cast(transactional_db):
    ada, bob = create_user("ada"), create_user("bob")
    return ada, bob, create_room(ada, bob)


async def say(user, room, content="Hello"):
    return await write(messages.send, by=user, room_id=room.pk, content=content, client_id=uuid.uuid4())


async def listen(hub: Hub, user, credential: Credential | None = None) -> FakeSubscriber:
    """Attach a subscriber and apply a fresh snapshot."""
    await read(user.refresh_from_db)
    subscriber = FakeSubscriber(hub, user.pk, credential, user.access_version)
    snapshot = await read(rooms_of, user.pk)
    await hub.attach(subscriber, list(snapshot))
    hub.apply_snapshot(subscriber, snapshot)
    return subscriber


def summary(subscriber: FakeSubscriber) -> list[tuple[str, int, str]]:
    """Return the type, rev and content of each new event."""
    return [(event["type"], event["data"]["rev"], event["data"]["content"]) for event in subscriber.pop_events()]
