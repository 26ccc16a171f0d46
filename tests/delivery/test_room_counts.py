"""How many people are in an open room, on two processes."""

import pytest

from chat.delivery import open_rooms
from chat.delivery.announce import to_room
from chat.delivery.announcements import Frame
from tests.delivery.presence_stage import ADA, BOB, CY, START, counts_of, settle, start_process, stop, tick
from tests.support.waiting import let_tasks_run

pytestmark = pytest.mark.usefixtures("own_cache")


@pytest.fixture
def members(monkeypatch) -> dict[int, set[int]]:
    """The members of rooms in the database."""
    members: dict[int, set[int]] = {}

    async def read(function: object, room_id: int) -> set[int]:
        return set(members[room_id])

    monkeypatch.setattr(open_rooms, "read", read)
    return members


@pytest.fixture
async def two(layer):
    processes = await start_process(), await start_process()
    await settle(START - 10, *processes)
    yield processes
    await stop(*processes)


async def test_the_count_of_an_open_room_is_announced_at_most_once_a_second(two, members):
    here, there = two
    members[7] = {ADA, BOB, *range(100, 110)}
    watcher, elsewhere = await here.attach(ADA, 7, room=7), await here.attach(BOB, 7)
    await here.tick(START)
    assert await here.presence.counts.open_room(7) == 2
    for number in range(10):
        await there.attach(100 + number, 7)
        await there.tick(START + number / 10)
        await here.tick(START + number / 10)
    await tick(START + 1, here, there)
    await tick(START + 2, here, there)
    counts = counts_of(watcher)
    assert counts[-1] == {"roomId": 7, "count": 12}
    assert len(counts) <= 2
    assert counts_of(elsewhere) == []
    assert (here.presence.online(7), here.presence.online(8), there.presence.online(7)) == (12, 0, 0)


async def test_a_second_tab_and_a_status_change_no_count(two, members):
    here, _ = two
    members[7] = {ADA, BOB}
    watcher = await here.attach(ADA, 7, room=7)
    await here.tick(START)
    await here.presence.counts.open_room(7)
    second = await here.attach(ADA, 7)
    await here.tick(START + 2)
    here.detach(second)
    here.set_status(watcher, "away")
    await here.tick(START + 10)
    assert counts_of(watcher) == []


async def test_the_count_follows_those_who_join_and_leave(two, members):
    here, there = two
    members[7] = {ADA}
    watcher = await here.attach(ADA, 7, room=7)
    await there.attach(BOB), await there.attach(CY)
    await tick(START, here, there)
    assert await here.presence.counts.open_room(7) == 1
    counts = []
    for number, frame in enumerate([Frame("{}", joined=BOB), Frame("{}", joined=CY), Frame("{}", left=BOB)]):
        here.hub.deliver(to_room(7, frame))
        watcher.texts.clear()
        await tick(START + 2 + number, here, there)
        counts += [each["count"] for each in counts_of(watcher)]
    assert counts == [2, 3, 2]


async def test_the_second_to_open_a_room_does_not_take_the_news_from_the_first(two, members):
    here, _ = two
    members[7] = {ADA, BOB, CY}
    first = await here.attach(ADA, 7, room=7)
    await here.tick(START)
    assert await here.presence.counts.open_room(7) == 1
    second = await here.attach(BOB, 7, room=7)
    await here.tick(START + 0.5)
    assert await here.presence.counts.open_room(7) == 2
    await here.tick(START + 1.5)
    assert [counts_of(each)[-1]["count"] for each in (first, second)] == [2, 2]


async def test_members_are_read_again_after_missed_events(two, members):
    here, _ = two
    members[7] = {ADA}
    watcher = await here.attach(ADA, 7, room=7)
    await here.attach(BOB)
    await here.tick(START)
    await here.presence.counts.open_room(7)
    members[7] = {ADA, BOB}
    here.hub.watches.mark_stale(7)
    here.hub.watches.mark_stale(8)
    await here.tick(START + 2)
    await let_tasks_run()
    await here.tick(START + 4)
    assert counts_of(watcher) == [{"roomId": 7, "count": 2}]


async def test_members_whose_leaving_was_missed_are_noted_when_the_room_is_read_again(two, members):
    here, _ = two
    left: list[int] = []
    here.hub.on_left = left.append
    members[7] = {ADA, BOB, CY}
    await here.attach(ADA, 7, room=7)
    await here.presence.counts.open_room(7)
    members[7] = {ADA, CY}
    here.hub.watches.mark_stale(7)
    await here.tick(START)
    await let_tasks_run()
    members[7] = {ADA}
    here.hub.watches.mark_stale(7)
    await here.presence.counts.open_room(7)
    assert left == [BOB, CY]


async def test_typing_reaches_only_those_who_have_the_room_open(two):
    here, there = two
    opener, member = await here.attach(ADA, 7, room=7), await here.attach(BOB, 7, room=8)
    there.hub.publish([to_room(7, Frame('{"type":"typing:user"}'), only_open=True)])
    await let_tasks_run()
    assert [len(each.pop_events("typing:user")) for each in (opener, member)] == [1, 0]
    here.hub.leave_room(ADA, 7)
    there.hub.publish([to_room(7, Frame('{"type":"typing:user"}'), only_open=True)])
    await let_tasks_run()
    assert opener.pop_events("typing:user") == []
    assert here.hub.watches.rooms.keys() == {8}
