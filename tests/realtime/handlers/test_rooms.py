"""Commands that join and leave rooms."""

import pytest

from chat.actions.people import preferences
from chat.actions.rooms import memberships
from chat.errors import Forbidden, NotFound
from chat.executors import write
from chat.models import AddedBy, Kind
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


async def test_joining_accepts_an_invitation_and_leaving_declines_one(give, ada):
    def invite(name):
        owner = create_user(name)
        preferences.set_added_by(by=ada, added_by=AddedBy.SHARED)
        room = create_room(owner, name=f"Den of {name}", kind=Kind.PRIVATE)
        memberships.add(by=owner, room_id=room.pk, user_id=ada.pk)
        return room

    wanted, unwanted = await write(invite, "bob"), await write(invite, "cyd")
    assert (await give(Join(roomId=wanted.pk))).room.role == "member"
    assert await give(Leave(roomId=unwanted.pk)) is None
    with pytest.raises(NotFound):
        await give(Join(roomId=unwanted.pk))


async def test_whom_a_moderator_removed_cannot_join(give, ada):
    def remove():
        owner = create_user("bob")
        room = create_room(owner, ada, name="Garden")
        memberships.remove(by=owner, room_id=room.pk, user_id=ada.pk)
        return room

    room = await write(remove)
    with pytest.raises(Forbidden):
        await give(Join(roomId=room.pk))
