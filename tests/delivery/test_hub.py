"""Who hears what in one process, and until when."""

import asyncio
import itertools

import pytest

from chat import conf
from chat.access import Credential
from chat.delivery.announce import to_room, to_user, to_who_shares
from chat.delivery.announcements import Control, Frame
from tests.delivery.conftest import Ear
from tests.support.waiting import let_tasks_run

HELLO = Frame('{"type":"hello"}')


def message(rev: int) -> Frame:
    return Frame(f'{{"type":"chat:message","rev":{rev}}}', rev, rev)


def revs(ear: Ear) -> list[int]:
    return [event["rev"] for event in ear.take("chat:message")]


async def attached(hub, user_id, rooms, **fields):
    ear = Ear(hub, user_id, **fields)
    await hub.attach(ear, rooms)
    hub.align(ear, dict.fromkeys(rooms, (0, 0)))
    return ear


# --- Who hears


async def test_a_room_is_heard_by_its_members_and_a_user_on_every_tab(hub):
    ada, ada2, bob = [await attached(hub, user, [room]) for user, room in ((1, 7), (1, 7), (2, 8))]
    hub.receive(to_room(7, HELLO))
    assert [len(ear.take()) for ear in (ada, ada2, bob)] == [1, 1, 0]
    hub.receive(to_user(2, HELLO))
    assert [len(ear.take()) for ear in (ada, ada2, bob)] == [0, 0, 1]


async def test_who_shares_several_rooms_hears_once_and_who_shares_none_hears_nothing(hub):
    both, one, other = [await attached(hub, user, rooms) for user, rooms in ((1, [7, 8]), (2, [8]), (3, [9]))]
    hub.receive(to_who_shares([7, 8], HELLO))
    assert [len(ear.take()) for ear in (both, one, other)] == [1, 1, 0]
    assert hub.sharing([7]) == {both}


async def test_a_user_is_skipped_on_every_tab_and_a_connection_alone(hub):
    ada, ada2, bob = [await attached(hub, user, [7]) for user in (1, 1, 2)]
    hub.receive(to_room(7, HELLO, skip_user=1))
    assert [len(ear.take()) for ear in (ada, ada2, bob)] == [0, 0, 1]
    hub.receive(to_user(1, HELLO, skip_connection=ada.id))
    assert [len(ear.take()) for ear in (ada, ada2, bob)] == [0, 1, 0]


async def test_after_detaching_nothing_is_heard_or_kept(hub):
    ear = await attached(hub, 1, [7, 8])
    hub.detach(ear)
    hub.detach(ear)
    for announcement in (to_room(7, message(1)), to_room(8, HELLO), to_user(1, HELLO), to_who_shares([7], HELLO)):
        hub.receive(announcement)
    assert ear.take() == []
    assert (hub.users, hub.topics, ear.rooms) == ({}, {}, set())


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_whoever_goes_first_the_others_go_on_hearing(hub, order):
    ears = [await attached(hub, user, [7]) for user in (1, 1, 2)]
    for number, gone in enumerate(order, 1):
        hub.detach(ears[gone])
        hub.receive(to_room(7, message(number)))
        left = [ears[each] for each in order[number:]]
        assert [revs(ear) for ear in left] == [[number]] * len(left)
        assert revs(ears[gone]) == []


# --- In order


async def test_a_swapped_pair_is_put_in_order_and_a_repetition_dropped(hub):
    ear = await attached(hub, 1, [7])
    for rev in (2, 1, 1, 2, 3):
        hub.receive(to_room(7, message(rev)))
    assert revs(ear) == [1, 2, 3]


async def test_what_lies_behind_a_hole_waits_and_the_hole_is_reported(processes, monkeypatch):
    monkeypatch.setattr(conf, "REORDER_WAIT", 0)
    hub, _ = processes
    seen = asyncio.Event()
    hub.gap_seen = lambda room_id: seen.set()
    ear = await attached(hub, 1, [7])
    hub.receive(to_room(7, message(2)))
    await asyncio.wait_for(seen.wait(), 5)
    assert revs(ear) == []


async def test_a_hole_that_closes_in_time_is_not_reported(processes, monkeypatch):
    monkeypatch.setattr(conf, "REORDER_WAIT", 0)
    hub, _ = processes
    reported = []
    hub.gap_seen = reported.append
    ear = await attached(hub, 1, [7])
    hub.receive(to_room(7, message(2)))
    hub.receive(to_room(7, message(1)))
    await let_tasks_run()
    assert (revs(ear), reported) == ([1, 2], [])


async def test_what_came_before_the_snapshot_is_held_until_it_says_where_to_begin(hub):
    ear = Ear(hub, 1)
    await hub.attach(ear, [7])
    for rev in (4, 5, 6):
        hub.receive(to_room(7, message(rev)))
    assert revs(ear) == []
    hub.align(ear, {7: (5, 5)})
    assert revs(ear) == [6]


# --- Orders


async def test_a_join_is_heard_from_its_rev_on_by_every_tab(hub):
    tabs = [await attached(hub, 1, []), await attached(hub, 1, [])]
    hub.receive(to_user(1, HELLO, control=Control("join", 1, 7, rev=3, seq=2)))
    hub.receive(to_room(7, message(4)))
    assert [[event["type"] for event in tab.take()] for tab in tabs] == [["hello", "chat:message"]] * 2
    assert hub.touched.keys() == {1}


async def test_an_order_for_who_is_not_here_leaves_no_trace(hub):
    for kind in ("join", "leave", "end"):
        hub.receive(to_user(1, control=Control(kind, 1, 7)))
    assert (hub.users, hub.topics) == ({}, {})


async def test_who_was_put_out_of_a_room_hears_nothing_after_the_order(hub):
    ada, bob = await attached(hub, 1, [7, 8]), await attached(hub, 2, [7])
    hub.receive(to_user(1, HELLO, control=Control("leave", 1, 7)))
    hub.receive(to_room(7, message(1), message(2)))
    hub.receive(to_who_shares([7], HELLO))
    assert [event["type"] for event in ada.take()] == ["hello"], "the goodbye, and nothing of the room"
    assert len(bob.take()) == 3
    hub.receive(to_room(8, HELLO))
    assert len(ada.take()) == 1


@pytest.mark.parametrize(
    ("control", "ended"),
    [
        (Control("end", 1, code=4401, session_key="s1"), [0]),
        (Control("end", 1, code=4401, token_id=5), [2]),
        (Control("end", 1, code=4401, except_session="s1"), [1]),
        (Control("end", 1, code=4403), [0, 1, 2]),
    ],
)
async def test_an_end_closes_what_is_meant_before_anything_later_is_delivered(hub, control, ended):
    credentials = [Credential(1, session_key="s1"), Credential(1, session_key="s2"), Credential(1, token_id=5)]
    tabs = [await attached(hub, 1, [7], credential=credential) for credential in credentials]
    bystander = await attached(hub, 2, [7])
    hub.receive(to_user(1, control=control))
    hub.receive(to_room(7, message(1)))
    assert [tab.code for tab in tabs] == [control.code if number in ended else None for number in range(3)]
    assert [revs(tab) for tab in tabs] == [[] if number in ended else [1] for number in range(3)]
    assert bystander.code is None


async def test_orders_work_the_same_on_another_process_and_in_the_same_order(processes):
    here, there = processes
    tabs = [await attached(hub, 1, [7]) for hub in (here, there) for _ in range(2)]
    here.publish(
        [
            to_room(7, message(1)),
            to_user(1, control=Control("leave", 1, 7)),
            to_room(7, message(2)),
            to_user(1, control=Control("join", 1, 8, rev=5, seq=5)),
        ]
    )
    await let_tasks_run()
    assert [revs(tab) for tab in tabs] == [[1]] * 4
    here.publish([to_room(8, message(6))])
    await let_tasks_run()
    assert [revs(tab) for tab in tabs] == [[6]] * 4
    there.publish([to_user(1, control=Control("end", 1, code=4403))])
    await let_tasks_run()
    assert [tab.code for tab in tabs] == [4403] * 4


async def test_a_connection_that_ends_while_a_parcel_goes_round_spoils_it_for_nobody(hub):
    ears = [await attached(hub, user, [7]) for user in range(1, 6)]
    ears[2].put = lambda announcement: ears[2].end(1013)
    hub.receive(to_room(7, HELLO))
    assert [len(ear.take()) for ear in ears] == [1, 1, 0, 1, 1]


# --- Alignment


async def test_aligned_with_its_snapshot_a_connection_hears_exactly_those_rooms(hub):
    ear = Ear(hub, 1)
    await hub.attach(ear, [7, 8])
    hub.align(ear, {8: (2, 2), 9: (4, 4)})
    hub.receive(to_room(7, message(1)))
    hub.receive(to_room(8, message(3)))
    hub.receive(to_room(9, message(5)))
    assert (revs(ear), ear.rooms, hub.rooms_heard_by(1)) == ([3, 5], {8, 9}, {8, 9})


async def test_a_room_that_only_the_snapshot_knew_is_heard_from_other_processes_too(processes):
    here, there = processes
    ear = Ear(there, 1)
    await there.attach(ear, [])
    there.align(ear, {9: (4, 4)})
    await let_tasks_run()
    here.publish([to_room(9, message(5))])
    await let_tasks_run()
    assert revs(ear) == [5]


async def test_a_connection_that_is_gone_is_not_aligned(hub):
    ear = Ear(hub, 1)
    await hub.attach(ear, [7])
    hub.detach(ear)
    hub.align(ear, {7: (1, 1)})
    assert hub.topics == {}


# --- Life


async def test_beginning_twice_on_a_loop_is_beginning_once(hub):
    begun = []

    async def worker(hub):
        begun.append("worker")

    for _ in range(2):
        hub.start(lambda: begun.append("prepared"), worker)
    await let_tasks_run()
    assert begun == ["prepared", "worker"]
    await hub.stop()


async def test_published_from_another_thread_it_is_delivered_on_the_loop(processes):
    hub, _ = processes
    ear = await attached(hub, 1, [7])
    await asyncio.to_thread(hub.publish, [to_room(7, HELLO)])
    await let_tasks_run()
    assert len(ear.take()) == 1
