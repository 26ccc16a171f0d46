"""Commands that join and leave rooms."""

import pytest

from chat.errors import NotFound
from chat.executors import write
from chat.protocol.rooms import Join, Leave
from tests.support.factories import create_room, create_user


async def test_a_public_room_can_be_joined_and_left(give, ada):
    room = await write(lambda: create_room(create_user("bob"), name="Garden"))
    joined = await give(Join(roomId=room.pk))
    assert joined.room.id == room.pk
    assert await give(Leave(roomId=room.pk)) is None


async def test_a_room_that_does_not_exist_cannot_be_joined(give):
    with pytest.raises(NotFound):
        await give(Join(roomId=999_999))
