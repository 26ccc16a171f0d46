"""Subscribers come, go and break."""

import itertools

import pytest

from chat.delivery.announce import to_members_of, to_room, to_user
from chat.delivery.announcements import Control, Frame
from chat.delivery.registry import INTERNAL_ERROR
from tests.delivery.conftest import BrokenSubscriber, FakeSubscriber, attached

HELLO = Frame('{"type":"hello"}')


async def test_a_detached_subscriber_receives_nothing_and_leaves_no_trace(hub):
    subscriber = await attached(hub, 1, [7, 8])
    hub.detach(subscriber)
    hub.detach(subscriber)
    message = Frame('{"type":"chat:message"}', 1, 1)
    for announcement in (to_room(7, message), to_room(8, HELLO), to_user(1, HELLO), to_members_of([7], HELLO)):
        hub.deliver(announcement)
    assert subscriber.pop_events() == []
    assert (hub.users, hub.topics, subscriber.rooms) == ({}, {}, set())


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_the_remaining_subscribers_receive_whoever_detaches_first(hub, order):
    subscribers = [await attached(hub, user, [7]) for user in (1, 1, 2)]
    for number, detached in enumerate(order, 1):
        hub.detach(subscribers[detached])
        hub.deliver(to_room(7, Frame('{"type":"chat:message"}', number, number)))
        assert [len(subscribers[each].pop_events()) for each in order[number:]] == [1] * (3 - number)
        assert subscribers[detached].pop_events() == []


async def test_subscribers_of_several_rooms_are_listed_once(hub):
    both, one, _ = [await attached(hub, user, rooms) for user, rooms in ((1, [7, 8]), (2, [8]), (3, [9]))]
    assert hub.subscribers_in([7, 8, 10]) == {both, one}
    assert hub.subscribed_rooms(1) == {7, 8}


async def test_a_change_of_a_user_is_noted_for_presence_with_the_rooms(hub):
    hub.mark_changed(1)
    hub.mark_changed(1, 7)
    hub.leave_room(1, 8)
    assert hub.changed_users == {1: {7, 8}}


@pytest.mark.parametrize(
    "announcement",
    [
        to_room(7, HELLO),
        to_room(7, Frame('{"type":"chat:message"}', 1, 1)),
        to_user(1, HELLO),
        to_members_of([7], HELLO),
        to_room(7, HELLO, skip_user=99),
    ],
    ids=["room", "message", "user", "members", "skipping"],
)
async def test_a_subscriber_that_raises_is_ended_and_the_others_get_their_frames(hub, caplog, announcement):
    broken = BrokenSubscriber(hub, 1)
    subscribers = [await attached(hub, 1, [7]) for _ in range(20)]
    await hub.attach(broken, [7])
    hub.deliver(announcement)
    hub.deliver(to_user(1, HELLO))
    assert [len(subscriber.pop_events()) for subscriber in subscribers] == [2] * 20
    assert broken.code == INTERNAL_ERROR
    assert broken not in hub.users[1]
    assert caplog.text.count("could not take a frame") == 1


async def test_a_subscriber_that_raises_while_it_is_ended_does_not_keep_the_others_open(hub):
    subscribers = [await attached(hub, 1, [7]) for _ in range(3)]
    broken = BrokenSubscriber(hub, 1)
    await hub.attach(broken, [7])
    hub.deliver(to_user(1, control=Control("end", 1, code=4403)))
    assert [subscriber.code for subscriber in (*subscribers, broken)] == [4403] * 4
    assert hub.users == {}


async def test_a_subscriber_that_detaches_during_the_fan_out_does_not_disturb_it(hub):
    subscribers = [await attached(hub, user, [7]) for user in range(1, 6)]
    subscribers[2].enqueue = lambda announcement: subscribers[2].end(1013)
    hub.deliver(to_room(7, HELLO))
    assert [len(subscriber.pop_events()) for subscriber in subscribers] == [1, 1, 0, 1, 1]


async def test_an_attached_subscriber_receives_its_users_events_before_it_has_a_snapshot(hub):
    subscriber = FakeSubscriber(hub, 1)
    await hub.attach(subscriber, [7])
    hub.deliver(to_user(1, HELLO))
    assert len(subscriber.pop_events()) == 1
