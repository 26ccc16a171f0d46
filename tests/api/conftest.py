"""Fixtures for the API: people, rooms and clients."""

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
from tests.support.cast import person, room_of
from tests.support.listener import wait_for_poll
from tests.support.rest import Rest

__all__ = ["wait_for_poll"]


@pytest.fixture(autouse=True)
def fresh_searches() -> None:
    """Reset the search limit, so that tests do not affect each other."""
    search.limit.forget()


@pytest.fixture(autouse=True)
async def the_hub_rests() -> AsyncIterator[None]:
    """Stop background tasks that an earlier test left running."""
    yield
    await hub.stop()
    cache.clear()
    usage.__init__()  # type: ignore[misc]


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


@pytest.fixture
def world(transactional_db: None) -> World:
    ada, ben, cyd, dee, eve = (person(name) for name in ("ada", "ben", "cyd", "dee", "eve"))
    bot = person("robot", is_bot=True)
    rooms = [
        room_of(ada, ben, cyd, dee, bot, name=name, kind=kind)
        for name, kind in (("Den", Kind.PRIVATE), ("Kitchen", Kind.PUBLIC))
    ]
    for room in rooms:
        memberships.set_role(by=ada, room_id=room.pk, user_id=ben.pk, role=Role.MODERATOR)
        memberships.leave(by=dee, room_id=room.pk)
    for item in rooms:
        item.refresh_from_db()
    for item in (ada, ben, cyd, dee, eve, bot):
        item.refresh_from_db()
    return World(ada, ben, cyd, dee, eve, bot, *rooms)


@pytest.fixture
def ada(world: World) -> Rest:
    return Rest.with_session(world.ada)


@pytest.fixture
def cyd(world: World) -> Rest:
    return Rest.with_token(world.cyd)


@pytest.fixture
def eve(world: World) -> Rest:
    return Rest.with_token(world.eve)


@pytest.fixture
def nobody(transactional_db: None) -> Rest:
    return Rest()
