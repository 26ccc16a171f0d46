"""The line between processes: a hint that may fail, and never more."""

import pytest

from chat import conf
from chat.delivery import link
from chat.delivery.announce import to_room, to_user
from chat.delivery.announcements import Frame
from chat.delivery.hub import Hub
from chat.delivery.link import Link
from tests.delivery.conftest import Ear, Layer
from tests.support.waiting import let_tasks_run, wait_until

HELLO = Frame('{"type":"hello"}')


async def test_what_one_process_says_the_others_hear_once_and_itself_not_again(processes):
    here, there = processes
    ears = [Ear(hub, user) for user, hub in enumerate((here, there), 1)]
    for ear in ears:
        await ear.hub.attach(ear, [7])
    here.publish([to_room(7, HELLO)])
    await let_tasks_run()
    assert [len(ear.take("hello")) for ear in ears] == [1, 1]


async def test_nothing_is_heard_of_a_room_that_was_left(processes, layer):
    _, there = processes
    ear = Ear(there, 1)
    await there.attach(ear, [7])
    there.detach(ear)
    await let_tasks_run()
    assert [group for group, channels in layer.groups.items() if channels] == ["everyone"]


async def test_coming_back_at_once_after_leaving_one_hears_again(processes):
    here, there = processes
    first, second = Ear(there, 1), Ear(there, 1)
    await there.attach(first, [7])
    there.detach(first)
    await there.attach(second, [7])
    await let_tasks_run()
    here.publish([to_room(7, HELLO), to_user(1, HELLO)])
    await let_tasks_run()
    assert len(second.take("hello")) == 2


async def test_a_failing_layer_fails_nobody_here_and_is_joined_when_it_answers_again(processes, layer):
    here, there = processes
    ears = Ear(here, 1), Ear(there, 2)
    layer.broken = True
    for ear in ears:
        await ear.hub.attach(ear, [7])
    here.publish([to_room(7, HELLO)])
    await let_tasks_run()
    assert [len(ear.take()) for ear in ears] == [1, 0]
    layer.broken = False
    await there.link.repair()
    here.publish([to_room(7, HELLO)])
    await let_tasks_run()
    assert [len(ear.take()) for ear in ears] == [1, 1]


async def test_a_process_that_starts_before_its_layer_hears_the_others_once_the_layer_is_there(monkeypatch, layer):
    monkeypatch.setattr(conf, "LAYER_TIMEOUT", 0.01)
    layer.broken = True
    here, there = Hub(), Hub()
    for hub in (here, there):
        hub.start(lambda: None)
    ear = Ear(there, 1)
    await there.attach(ear, [7])
    layer.broken = False
    await wait_until(lambda: "room.7" in layer.groups)
    here.publish([to_room(7, HELLO)])
    await wait_until(lambda: ear.texts)
    for hub in (here, there):
        await hub.stop()


async def test_an_announcement_that_is_not_understood_does_not_deafen(processes, layer, caplog):
    here, there = processes
    ear = Ear(there, 1)
    await there.attach(ear, [7])
    await layer.group_send("room.7", {"type": "hub.announcement", "origin": "newer", "announcement": {"colour": "red"}})
    here.publish([to_room(7, HELLO)])
    await let_tasks_run()
    assert len(ear.take("hello")) == 1
    assert "not understood" in caplog.text


async def test_a_layer_that_hangs_is_given_up_after_its_timeout(monkeypatch, layer):
    monkeypatch.setattr(conf, "LAYER_TIMEOUT", 0.01)

    class Hanging(Layer):
        async def group_add(self, group: str, channel: str) -> None:
            await let_tasks_run(10**9)

    monkeypatch.setattr(link, "get_channel_layer", Hanging)
    hub = Hub()
    hub.start(lambda: None)
    await let_tasks_run()
    await hub.attach(Ear(hub, 1), [7])
    await hub.stop()


def test_a_command_line_tells_the_processes_that_serve(layer):
    sent = []

    async def group_send(group: str, message: object) -> None:
        sent.append(group)

    layer.group_send = group_send
    Hub().publish([to_room(7, HELLO), to_user(1, HELLO)])
    assert sent == ["room.7", "user.1"]


@pytest.mark.parametrize("broken", [True, False])
def test_alone_or_without_a_layer_a_command_line_is_not_held_up(layer, broken):
    layer.broken = broken
    Hub().publish([to_room(7, HELLO)])


async def test_alone_there_is_nothing_to_join_or_to_tell(alone):
    line = Link("me")
    await line.join(["room.7"])
    line.send([to_room(7, HELLO)])
    line.leave("room.7")
    await line.pump(lambda announcement: None)
