"""The link between processes, which may fail without anybody noticing."""

import pytest

from chat import conf
from chat.delivery import link
from chat.delivery.announce import to_room, to_user
from chat.delivery.announcements import Frame
from chat.delivery.hub import Hub
from chat.delivery.link import Link
from tests.delivery.conftest import FakeSubscriber, Layer
from tests.support.waiting import let_tasks_run, wait_until

HELLO = Frame('{"type":"hello"}')


async def test_an_announcement_reaches_every_process_once(processes):
    here, there = processes
    subscribers = [FakeSubscriber(hub, user) for user, hub in enumerate((here, there), 1)]
    for subscriber in subscribers:
        await subscriber.hub.attach(subscriber, [7])
    here.publish([to_room(7, HELLO)])
    await let_tasks_run()
    assert [len(subscriber.pop_events("hello")) for subscriber in subscribers] == [1, 1]


async def test_the_group_of_a_room_without_subscribers_is_left(processes, layer):
    _, there = processes
    subscriber = FakeSubscriber(there, 1)
    await there.attach(subscriber, [7])
    there.detach(subscriber)
    await let_tasks_run()
    assert [group for group, channels in layer.groups.items() if channels] == ["everyone"]


async def test_attaching_right_after_detaching_receives_again(processes):
    here, there = processes
    first, second = FakeSubscriber(there, 1), FakeSubscriber(there, 1)
    await there.attach(first, [7])
    there.detach(first)
    await there.attach(second, [7])
    await let_tasks_run()
    here.publish([to_room(7, HELLO), to_user(1, HELLO)])
    await let_tasks_run()
    assert len(second.pop_events("hello")) == 2


async def test_a_failing_layer_does_not_disturb_the_process_and_is_joined_when_it_answers_again(processes, layer):
    here, there = processes
    subscribers = FakeSubscriber(here, 1), FakeSubscriber(there, 2)
    layer.broken = True
    for subscriber in subscribers:
        await subscriber.hub.attach(subscriber, [7])
    here.publish([to_room(7, HELLO)])
    await let_tasks_run()
    assert [len(subscriber.pop_events()) for subscriber in subscribers] == [1, 0]
    layer.broken = False
    await there.link.retry_subscriptions()
    here.publish([to_room(7, HELLO)])
    await let_tasks_run()
    assert [len(subscriber.pop_events()) for subscriber in subscribers] == [1, 1]


async def test_a_process_that_starts_before_its_layer_receives_once_the_layer_answers(monkeypatch, layer):
    monkeypatch.setattr(conf, "LAYER_TIMEOUT", 0.01)
    layer.broken = True
    here, there = Hub(), Hub()
    for hub in (here, there):
        hub.start(lambda: None)
    subscriber = FakeSubscriber(there, 1)
    await there.attach(subscriber, [7])
    layer.broken = False
    await wait_until(lambda: "room.7" in layer.groups)
    here.publish([to_room(7, HELLO)])
    await wait_until(lambda: subscriber.texts)
    for hub in (here, there):
        await hub.stop()


async def test_an_announcement_that_is_not_understood_does_not_end_the_listening(processes, layer, caplog):
    here, there = processes
    subscriber = FakeSubscriber(there, 1)
    await there.attach(subscriber, [7])
    await layer.group_send("room.7", {"type": "hub.announcement", "origin": "newer", "announcement": {"colour": "red"}})
    here.publish([to_room(7, HELLO)])
    await let_tasks_run()
    assert len(subscriber.pop_events("hello")) == 1
    assert "not understood" in caplog.text


async def test_a_call_of_a_layer_that_hangs_times_out(monkeypatch, layer):
    monkeypatch.setattr(conf, "LAYER_TIMEOUT", 0.01)

    class Hanging(Layer):
        async def group_add(self, group: str, channel: str) -> None:
            await let_tasks_run(10**9)

    monkeypatch.setattr(link, "get_channel_layer", Hanging)
    hub = Hub()
    hub.start(lambda: None)
    await let_tasks_run()
    await hub.attach(FakeSubscriber(hub, 1), [7])
    await hub.stop()


def test_a_management_command_publishes_to_the_other_processes(layer):
    sent = []

    async def group_send(group: str, message: object) -> None:
        sent.append(group)

    layer.group_send = group_send
    Hub().publish([to_room(7, HELLO), to_user(1, HELLO)])
    assert sent == ["room.7", "user.1"]


@pytest.mark.parametrize("broken", [True, False])
def test_a_management_command_survives_a_broken_layer(layer, broken):
    layer.broken = broken
    Hub().publish([to_room(7, HELLO)])


async def test_a_single_process_calls_no_layer(alone):
    line = Link("me")
    await line.subscribe(["room.7"])
    line.publish([to_room(7, HELLO)])
    line.unsubscribe("room.7")
    await line.listen(lambda announcement: None)
