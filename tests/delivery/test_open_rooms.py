"""The members of an open room: read once, and kept up to date by the room's events."""

import asyncio

import pytest

from chat import conf
from chat.delivery import open_rooms
from chat.delivery.open_rooms import OpenRoom, member_ids
from chat.errors import Unavailable
from tests.support.factories import create_room, create_user
from tests.support.waiting import let_tasks_run


class Reader:
    """Answers reads when the test lets it."""

    def __init__(self, *members: int) -> None:
        self.members, self.reads, self.gate = set(members), 0, asyncio.Event()
        self.error: Exception | None = None
        self.gate.set()

    async def read(self, function: object, room_id: int) -> set[int]:
        self.reads += 1
        await self.gate.wait()
        if self.error is not None:
            raise self.error
        return set(self.members)


@pytest.fixture
def reader(monkeypatch) -> Reader:
    reader = Reader(1, 2)
    monkeypatch.setattr(open_rooms, "read", reader.read)
    return reader


async def test_the_members_are_read_once_and_follow_the_events(reader):
    room = OpenRoom(7)
    await asyncio.gather(room.read_members(), room.read_members(), room.read_members())
    await room.read_members()
    room.here = 2
    room.set_member(3, True)
    room.set_member(1, False)
    assert (room.members, reader.reads, room.here) == ({2, 3}, 1, None)


async def test_a_change_during_the_read_is_newer_than_its_result(reader):
    reader.gate.clear()
    room = OpenRoom(7)
    reading = asyncio.create_task(room.read_members())
    await let_tasks_run()
    room.set_member(3, True)
    room.set_member(1, False)
    reader.gate.set()
    await reading
    assert room.members == {2, 3}


@pytest.mark.parametrize("why", ["stale", "old"])
async def test_the_members_are_read_again(reader, monkeypatch, why):
    room = OpenRoom(7)
    await room.read_members()
    reader.members = {4}
    if why == "stale":
        room.is_stale = True
    else:
        monkeypatch.setattr(conf, "PRESENCE_RENEWAL", 0)
    await room.read_members()
    assert room.members == {4}


async def test_a_failed_read_is_tried_again(reader):
    room, reader.error = OpenRoom(7), Unavailable()
    with pytest.raises(Unavailable):
        await room.read_members()
    reader.error = None
    await room.read_members()
    assert room.members == {1, 2}


async def test_a_connection_that_stops_waiting_does_not_stop_the_others(reader):
    reader.gate.clear()
    room = OpenRoom(7)
    first, second = [asyncio.create_task(room.read_members()) for _ in range(2)]
    await let_tasks_run()
    first.cancel()
    await let_tasks_run()
    reader.gate.set()
    await second
    assert (room.members, reader.reads) == ({1, 2}, 1)


@pytest.mark.django_db
def test_the_ids_are_those_of_the_members(django_assert_num_queries):
    ada, bob = create_user("ada"), create_user("bob")
    room = create_room(ada, bob)
    create_room(ada, name="Pantry")
    with django_assert_num_queries(1):
        assert member_ids(room.pk) == {ada.pk, bob.pk}
    assert member_ids(room.pk + 99) == set()
