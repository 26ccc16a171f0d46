"""Which subscribers receive an announcement, and in which order."""

import asyncio

import pytest

from chat import conf
from chat.access import Credential
from chat.delivery.announce import to_members_of, to_room, to_user
from chat.delivery.announcements import Control, Frame
from tests.delivery.conftest import FakeSubscriber, attached
from tests.support.waiting import let_tasks_run

HELLO = Frame('{"type":"hello"}')


def message(rev: int) -> Frame:
    return Frame(f'{{"type":"chat:message","rev":{rev}}}', rev, rev)


def revs(subscriber: FakeSubscriber) -> list[int]:
    return [event["rev"] for event in subscriber.pop_events("chat:message")]


# --- Audiences


async def test_a_room_reaches_its_subscribers_and_a_user_every_tab(hub):
    ada, ada2, bob = [await attached(hub, user, [room]) for user, room in ((1, 7), (1, 7), (2, 8))]
    hub.deliver(to_room(7, HELLO))
    assert [len(subscriber.pop_events()) for subscriber in (ada, ada2, bob)] == [1, 1, 0]
    hub.deliver(to_user(2, HELLO))
    assert [len(subscriber.pop_events()) for subscriber in (ada, ada2, bob)] == [0, 0, 1]


async def test_members_of_several_rooms_receive_once_and_others_nothing(hub):
    both, one, other = [await attached(hub, user, rooms) for user, rooms in ((1, [7, 8]), (2, [8]), (3, [9]))]
    hub.deliver(to_members_of([7, 8], HELLO))
    assert [len(subscriber.pop_events()) for subscriber in (both, one, other)] == [1, 1, 0]
    assert hub.subscribers_in([7]) == {both}


async def test_a_skipped_user_misses_it_on_every_tab_and_a_skipped_connection_alone(hub):
    ada, ada2, bob = [await attached(hub, user, [7]) for user in (1, 1, 2)]
    hub.deliver(to_room(7, HELLO, skip_user=1))
    assert [len(subscriber.pop_events()) for subscriber in (ada, ada2, bob)] == [0, 0, 1]
    hub.deliver(to_user(1, HELLO, skip_connection=ada.id))
    assert [len(subscriber.pop_events()) for subscriber in (ada, ada2, bob)] == [0, 1, 0]


# --- In order


async def test_a_swapped_pair_is_put_in_order_and_a_repetition_is_dropped(hub):
    subscriber = await attached(hub, 1, [7])
    for rev in (2, 1, 1, 2, 3):
        hub.deliver(to_room(7, message(rev)))
    assert revs(subscriber) == [1, 2, 3]


async def test_a_frame_behind_a_gap_is_held_and_the_gap_is_reported(processes, monkeypatch):
    monkeypatch.setattr(conf, "REORDER_WAIT", 0)
    hub, _ = processes
    seen = asyncio.Event()
    hub.on_gap = lambda room_id: seen.set()
    subscriber = await attached(hub, 1, [7])
    hub.deliver(to_room(7, message(2)))
    await asyncio.wait_for(seen.wait(), 5)
    assert revs(subscriber) == []


async def test_a_gap_that_closes_in_time_is_not_reported(processes, monkeypatch):
    monkeypatch.setattr(conf, "REORDER_WAIT", 0)
    hub, _ = processes
    reported = []
    hub.on_gap = reported.append
    subscriber = await attached(hub, 1, [7])
    hub.deliver(to_room(7, message(2)))
    hub.deliver(to_room(7, message(1)))
    await let_tasks_run()
    assert (revs(subscriber), reported) == ([1, 2], [])


async def test_frames_are_held_until_the_snapshot_says_where_to_start(hub):
    subscriber = FakeSubscriber(hub, 1)
    await hub.attach(subscriber, [7])
    for rev in (4, 5, 6):
        hub.deliver(to_room(7, message(rev)))
    assert revs(subscriber) == []
    hub.apply_snapshot(subscriber, {7: (5, 5)})
    assert revs(subscriber) == [6]


# --- Controls


async def test_a_join_subscribes_every_tab_from_its_rev_on(hub):
    tabs = [await attached(hub, 1, []), await attached(hub, 1, [])]
    hub.deliver(to_user(1, HELLO, control=Control("join", 1, 7, rev=3, seq=2)))
    hub.deliver(to_room(7, message(4)))
    assert [[event["type"] for event in tab.pop_events()] for tab in tabs] == [["hello", "chat:message"]] * 2
    assert hub.changed_users == {1}


async def test_a_control_for_a_user_without_subscribers_leaves_no_trace(hub):
    for kind in ("join", "leave", "end"):
        hub.deliver(to_user(1, control=Control(kind, 1, 7)))
    assert (hub.users, hub.topics) == ({}, {})


async def test_a_removed_member_receives_nothing_after_the_leave(hub):
    ada, bob = await attached(hub, 1, [7, 8]), await attached(hub, 2, [7])
    hub.deliver(to_user(1, HELLO, control=Control("leave", 1, 7)))
    hub.deliver(to_room(7, message(1), message(2)))
    hub.deliver(to_members_of([7], HELLO))
    assert [event["type"] for event in ada.pop_events()] == ["hello"], "room:removed, and nothing of the room"
    assert len(bob.pop_events()) == 3
    hub.deliver(to_room(8, HELLO))
    assert len(ada.pop_events()) == 1


@pytest.mark.parametrize(
    ("control", "ended"),
    [
        (Control("end", 1, code=4401, session_key="s1"), [0]),
        (Control("end", 1, code=4401, token_id=5), [2]),
        (Control("end", 1, code=4401, except_session="s1"), [1, 2]),
        (Control("end", 1, code=4403), [0, 1, 2]),
    ],
)
async def test_an_end_closes_the_named_connections_before_later_deliveries(hub, control, ended):
    credentials = [Credential(1, session_key="s1"), Credential(1, session_key="s2"), Credential(1, token_id=5)]
    tabs = [await attached(hub, 1, [7], credential=credential) for credential in credentials]
    bystander = await attached(hub, 2, [7])
    hub.deliver(to_user(1, control=control))
    hub.deliver(to_room(7, message(1)))
    assert [tab.code for tab in tabs] == [control.code if number in ended else None for number in range(3)]
    assert [revs(tab) for tab in tabs] == [[] if number in ended else [1] for number in range(3)]
    assert bystander.code is None


async def test_another_process_carries_out_controls_in_the_same_order(processes):
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


# --- Snapshots


async def test_a_subscriber_receives_exactly_the_rooms_of_its_snapshot(hub):
    subscriber = FakeSubscriber(hub, 1)
    await hub.attach(subscriber, [7, 8])
    hub.apply_snapshot(subscriber, {8: (2, 2), 9: (4, 4)})
    hub.deliver(to_room(7, message(1)))
    hub.deliver(to_room(8, message(3)))
    hub.deliver(to_room(9, message(5)))
    assert (revs(subscriber), subscriber.rooms, hub.subscribed_rooms(1)) == ([3, 5], {8, 9}, {8, 9})


async def test_a_room_that_only_the_snapshot_names_is_joined_in_the_channel_layer(processes):
    here, there = processes
    subscriber = FakeSubscriber(there, 1)
    await there.attach(subscriber, [])
    there.apply_snapshot(subscriber, {9: (4, 4)})
    await let_tasks_run()
    here.publish([to_room(9, message(5))])
    await let_tasks_run()
    assert revs(subscriber) == [5]


async def test_a_snapshot_for_a_detached_subscriber_is_ignored(hub):
    subscriber = FakeSubscriber(hub, 1)
    await hub.attach(subscriber, [7])
    hub.detach(subscriber)
    hub.apply_snapshot(subscriber, {7: (1, 1)})
    assert hub.topics == {}


# --- Lifecycle


async def test_starting_twice_on_a_loop_starts_once(hub):
    started = []

    async def worker(hub):
        started.append("worker")

    for _ in range(2):
        hub.start(lambda: started.append("prepared"), worker)
    await let_tasks_run()
    assert started == ["prepared", "worker"]
    await hub.stop()


async def test_an_announcement_from_another_thread_is_delivered_on_the_loop(processes):
    hub, _ = processes
    subscriber = await attached(hub, 1, [7])
    await asyncio.to_thread(hub.publish, [to_room(7, HELLO)])
    await let_tasks_run()
    assert len(subscriber.pop_events()) == 1


# --- Tokens that are bound to rooms


def about(room: int) -> Frame:
    return Frame(f'{{"type":"read","data":{{"roomId":{room}}}}}')


async def test_a_bound_token_hears_only_of_its_rooms(hub):
    bound, free = [
        await attached(hub, 1, [7, 8], credential=Credential(1, token_id=5, rooms=rooms))
        for rooms in (frozenset({7}), None)
    ]
    assert (bound.rooms, free.rooms) == ({7}, {7, 8})
    hub.deliver(to_room(8, HELLO))
    hub.deliver(to_user(1, about(7), about(8)))
    assert [len(subscriber.pop_events()) for subscriber in (bound, free)] == [1, 3]


async def test_a_bound_token_joins_no_other_room(hub):
    bound = await attached(hub, 1, [7], credential=Credential(1, token_id=5, rooms=frozenset({7, 9})))
    for room in (8, 9):
        hub.deliver(to_user(1, about(room), control=Control("join", 1, room, peers=(1, 2))))
    hub.apply_snapshot(bound, {7: (0, 0), 8: (0, 0), 9: (0, 0)})
    assert bound.rooms == {7, 9}
