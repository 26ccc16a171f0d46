"""The people and rooms of the API tests, and clients for them."""

import copy
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.core.cache import cache

from chat.actions.messages import messages
from chat.actions.moderation import reports
from chat.actions.rooms import memberships
from chat.api.auth import usage
from chat.delivery.hub import hub
from chat.models import Kind, Message, ModerationAction, Report, ReportReason, Role, Room, User
from chat.realtime import background
from tests.support.factories import create_room, create_user
from tests.support.moderation import act
from tests.support.recording_connection import wait_for_poll
from tests.support.rest_client import RestClient
from tests.support.snapshot import Snapshot

__all__ = ["wait_for_poll"]


@pytest.fixture(autouse=True)
async def stop_the_hub() -> AsyncIterator[None]:
    """Stop the background work of a test, so that the next one does not receive its announcements."""
    yield
    await hub.stop()
    cache.clear()
    usage.__init__()  # type: ignore[misc]


@pytest.fixture
def no_background_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no healer and no presence loop, whose queries a test would count as its own."""
    monkeypatch.setattr(background, "start", lambda: None)


@dataclass
class World:
    """Den is private, Kitchen public. Ada owns both, ben moderates, cyd and the bot are members. Dee has left."""

    ada: User
    ben: User
    cyd: User
    dee: User
    eve: User
    bot: User
    den: Room
    kitchen: Room

    def message(self, room: Room, by: User | None = None, content: str = "hello", **fields: object) -> Message:
        author = by or self.cyd
        sent = messages.send(by=author, room_id=room.pk, content=content, client_id=uuid4(), **fields)  # type: ignore[arg-type]
        return Message.objects.get(pk=sent.message_id)

    def measure(self, room: Room) -> ModerationAction:
        """A mute by ben, of somebody who is gone."""
        return act(self.ben, "mute", user_id=self.dee.pk, room_id=room.pk, seconds=60)

    def report(self, message: Message) -> Report:
        return reports.report(by=self.ada, message_id=message.pk, reason=ReportReason.SPAM)[0]


@pytest.fixture(scope="session")
def snapshots() -> list[tuple[Snapshot, World]]:
    """The rows of the world and its objects, once a test has created them."""
    return []


@pytest.fixture
def world(transactional_db: None, snapshots: list[tuple[Snapshot, World]]) -> World:
    if not snapshots:
        created = create_world()
        snapshots.append((Snapshot(), created))
    else:
        snapshots[0][0].restore()
    return copy.deepcopy(snapshots[0][1])


def create_world() -> World:
    ada, ben, cyd, dee, eve = (create_user(name) for name in ("ada", "ben", "cyd", "dee", "eve"))
    bot = create_user("robot", is_bot=True)
    rooms = [
        create_room(ada, ben, cyd, dee, bot, name=name, kind=kind)
        for name, kind in (("Den", Kind.PRIVATE), ("Kitchen", Kind.PUBLIC))
    ]
    for room in rooms:
        memberships.set_role(by=ada, room_id=room.pk, user_id=ben.pk, role=Role.MODERATOR)
        memberships.leave(by=dee, room_id=room.pk)
    for instance in (*rooms, ada, ben, cyd, dee, eve, bot):
        instance.refresh_from_db()
    return World(ada, ben, cyd, dee, eve, bot, *rooms)


@pytest.fixture
def ada(world: World) -> RestClient:
    return RestClient.with_session(world.ada)


@pytest.fixture
def cyd(world: World) -> RestClient:
    return RestClient.with_token(world.cyd)


@pytest.fixture
def eve(world: World) -> RestClient:
    return RestClient.with_token(world.eve)


@pytest.fixture
def nobody(transactional_db: None) -> RestClient:
    return RestClient()
