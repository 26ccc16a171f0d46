"""Missed changes of rooms are read from the database. Here every announcement is lost."""

import asyncio

import pytest

from chat import conf
from chat.actions.messages import messages, reactions
from chat.delivery.announce import to_room
from chat.delivery.healing import rooms as module
from chat.delivery.healing.rooms import frames_since, heal_once, heal_rooms
from chat.executors import read, write
from tests.delivery.healing.conftest import listen, say, summary
from tests.support.factories import create_room
from tests.support.waiting import let_tasks_run, wait_until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("alone", "announcements_lost"),
]


async def test_missed_changes_are_delivered_once_as_new_or_changed_messages(hub, cast):
    ada, bob, room = cast
    old = await say(ada, room, "old")
    subscriber = await listen(hub, bob)
    new = await say(ada, room, "new")
    await write(messages.edit, by=ada, message_id=old.message_id, content="edited")
    await heal_once(hub)
    assert summary(subscriber) == [("chat:message", new.rev, "new"), ("chat:changed", new.rev + 1, "edited")]
    await heal_once(hub)
    assert summary(subscriber) == []


async def test_a_message_that_was_sent_and_edited_unannounced_arrives_as_new_in_its_current_state(hub, cast):
    ada, bob, room = cast
    subscriber = await listen(hub, bob)
    sent = await say(ada, room, "draft")
    await write(messages.edit, by=ada, message_id=sent.message_id, content="final")
    await write(reactions.react, by=bob, message_id=sent.message_id, emoji="👍", on=True)
    await heal_once(hub)
    assert summary(subscriber) == [("chat:message", sent.rev + 2, "final")]


async def test_the_text_of_a_deleted_message_is_not_delivered(hub, cast):
    ada, bob, room = cast
    sent = await say(ada, room, "secret")
    subscriber = await listen(hub, bob)
    await write(messages.delete, by=ada, message_id=sent.message_id)
    await heal_once(hub)
    assert summary(subscriber) == [("chat:changed", sent.rev + 1, "")]


async def test_a_held_frame_follows_the_missing_one(hub, cast):
    ada, bob, room = cast
    subscriber = await listen(hub, bob)
    first = await say(ada, room, "lost")
    second = await say(ada, room, "early")
    [frame] = await read(frames_since, room.pk, first.rev, first.seq)
    hub.deliver(to_room(room.pk, frame))
    assert summary(subscriber) == []
    await heal_once(hub)
    hub.deliver(to_room(room.pk, frame))
    assert summary(subscriber) == [("chat:message", first.rev, "lost"), ("chat:message", second.rev, "early")]


async def test_an_announcement_that_arrives_after_healing_is_dropped(hub, cast):
    ada, bob, room = cast
    subscriber = await listen(hub, bob)
    sent = await say(ada, room)
    frames = await read(frames_since, room.pk, sent.rev - 1, sent.seq - 1)
    await heal_once(hub)
    hub.deliver(to_room(room.pk, *frames))
    assert summary(subscriber) == [("chat:message", sent.rev, "Hello")]


async def test_only_the_latest_changes_are_delivered_when_too_many_were_missed(hub, cast, monkeypatch):
    monkeypatch.setattr(conf, "SYNC_LIMIT", 3)
    ada, bob, room = cast
    subscriber = await listen(hub, bob)
    revs = [(await say(ada, room)).rev for _ in range(7)]
    await heal_once(hub)
    assert [rev for _, rev, _ in summary(subscriber)] == revs[-3:]
    later = await say(ada, room, "later")
    await heal_once(hub)
    assert summary(subscriber) == [("chat:message", later.rev, "later")]


async def test_the_revs_of_all_rooms_are_read_in_one_query(hub, cast, monkeypatch):
    ada, bob, room = cast
    other = await write(create_room, ada, bob, name="Hall")
    subscriber = await listen(hub, bob)
    reads = []
    room_revs = module.room_revs
    monkeypatch.setattr(module, "room_revs", lambda ids: reads.append(ids) or room_revs(ids))
    for each in (room, other):
        await say(ada, each, each.name)
    await heal_once(hub)
    assert {content for _, _, content in summary(subscriber)} == {"Kitchen", "Hall"}
    assert len(reads) == 1


async def test_a_subscriber_that_attached_during_the_read_gets_nothing_twice(hub, cast, monkeypatch):
    ada, bob, room = cast
    gone = await listen(hub, bob)
    await say(ada, room)
    later = []

    async def read_slowly(function, *args):
        result = await read(function, *args)
        if function is frames_since:
            hub.detach(gone)
            later.append(await listen(hub, bob))
        return result

    monkeypatch.setattr(module, "read", read_slowly)
    await heal_once(hub)
    assert summary(later[0]) == []


async def test_a_reported_gap_is_healed_immediately(hub, cast, monkeypatch):
    monkeypatch.setattr(conf, "HEAL_INTERVAL", 3600)
    ada, bob, room = cast
    subscriber = await listen(hub, bob)
    task = asyncio.get_running_loop().create_task(heal_rooms(hub))
    await let_tasks_run()
    await say(ada, room, "lost")
    hub.on_gap(room.pk)
    await wait_until(lambda: subscriber.texts)
    task.cancel()
    assert [content for _, _, content in summary(subscriber)] == ["lost"]


async def test_the_revs_of_rooms_that_are_gone_are_left_out(cast):
    ada, _, room = cast
    sent = await say(ada, room)
    assert await read(module.room_revs, [room.pk, 10**9]) == {room.pk: sent.rev}
