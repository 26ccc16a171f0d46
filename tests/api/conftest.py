"""The people and rooms that the interface is asked about, and clients for them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.core.cache import cache

from chat.actions.messages import messages
from chat.actions.rooms import memberships
from chat.api import search
from chat.api.auth import usage
from chat.delivery.hub import hub
from chat.models import Kind, Message, Role, Room, User
from tests.support.factories import create_room, create_user
from tests.support.recording_connection import wait_for_poll
from tests.support.rest_client import RestClient

__all__ = ["wait_for_poll"]


@pytest.fixture(autouse=True)
def fresh_searches() -> None:
    """No test feels how much another one has searched."""
    search.limit.forget()


@pytest.fixture(autouse=True)
async def the_hub_rests() -> AsyncIterator[None]:
    """No test hears what another one left running."""
    yield
    await hub.stop()
    cache.clear()
    usage.__init__()  # type: ignore[misc]


@dataclass
class World:
    """Den is private, Kitchen public; in both ada is the owner, ben a moderator, cyd and the bot members; dee left."""

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


@pytest.fixture
def world(transactional_db: None) -> World:
    ada, ben, cyd, dee, eve = (create_user(name) for name in ("ada", "ben", "cyd", "dee", "eve"))
    bot = create_user("robot", is_bot=True)
    rooms = [
        create_room(ada, ben, cyd, dee, bot, name=name, kind=kind)
        for name, kind in (("Den", Kind.PRIVATE), ("Kitchen", Kind.PUBLIC))
    ]
    for room in rooms:
        memberships.set_role(by=ada, room_id=room.pk, user_id=ben.pk, role=Role.MODERATOR)
        memberships.leave(by=dee, room_id=room.pk)
    for each in rooms:
        each.refresh_from_db()
    for each in (ada, ben, cyd, dee, eve, bot):
        each.refresh_from_db()
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
