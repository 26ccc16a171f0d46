"""A poll answers news immediately, or waits for some, and ends with the credential or the deadline."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.utils import timezone

from chat import conf
from chat.access import Credential
from chat.actions.later import reminders
from chat.actions.messages import messages, reactions, read_marks, typing
from chat.actions.people import tokens, users
from chat.actions.rooms import memberships, rooms
from chat.delivery.announcements import Announcement, Control
from chat.delivery.hub import hub
from chat.errors import Banned, NotFound, RateLimited, Unauthenticated, Unavailable
from chat.executors import write
from chat.models import Reminder, Room
from chat.protocol.long_poll import KnownLater
from chat.protocol.watching import Watched
from chat.queries import welcome
from chat.realtime import long_poll
from chat.realtime.long_poll import poll
from tests.support.factories import create_room, create_user
from tests.support.recording_connection import wait_for_poll

__all__ = ["wait_for_poll"]
LONG = 30


@pytest.fixture(autouse=True)
async def hub_stops():
    yield
    await hub.stop()
    cache.clear()


class Stage:
    """ada and ben in Den; ben polls, with an API token."""

    def __init__(self) -> None:
        self.ada, self.ben = create_user("ada"), create_user("ben")
        self.den = create_room(self.ada, self.ben, name="Den")
        self.token, _ = tokens.issue(user=self.ben)
        self.ben.refresh_from_db()
        self.known = {self.den.pk: self.den.last_rev}

    def poll(self, known=None, wait=LONG, **more):
        credential = Credential(self.ben.pk, token_id=self.token.pk)
        return poll(self.ben, credential, self.known if known is None else known, wait, **more)

    @property
    def read_seqs(self):
        return {self.den.pk: self.den.last_seq}

    async def waiting(self, wait_for_poll, **more):
        task = asyncio.create_task(self.poll(**more))
        return task, await wait_for_poll()

    async def send(self, content="hello"):
        return await write(messages.send, by=self.ada, room_id=self.den.pk, content=content, client_id=uuid4())


@pytest.fixture
def stage(transactional_db):
    return Stage()


def ids(found):
    return {room_id: [message.id for message in changes.messages] for room_id, changes in found.changes.items()}


async def test_existing_news_is_answered_immediately(stage):
    sent = await stage.send()
    found = await stage.poll()
    assert ids(found) == {stage.den.pk: [sent.message_id]}
    assert hub.users == {}


async def test_a_poll_without_news_is_empty_at_the_deadline(stage):
    found = await stage.poll(wait=0.01)
    assert (found.rooms, found.changes, found.gone) == ([], {}, [])
    assert hub.users == {}


async def test_a_restart_ends_the_wait_without_an_error(stage, wait_for_poll):
    task, listener = await stage.waiting(wait_for_poll)
    listener.end(1012)
    assert (await task).rooms == []
    assert hub.users == {}


async def test_a_message_ends_the_wait(stage, wait_for_poll):
    task, _ = await stage.waiting(wait_for_poll)
    sent = await stage.send()
    assert ids(await task) == {stage.den.pk: [sent.message_id]}


@pytest.mark.parametrize("change", ["edit", "delete", "react"])
async def test_a_changed_message_ends_the_wait(stage, wait_for_poll, change):
    sent = await stage.send()
    task, _ = await stage.waiting(wait_for_poll, known={stage.den.pk: sent.rev})
    fact = {"by": stage.ada, "message_id": sent.message_id}
    if change == "edit":
        await write(messages.edit, content="bye", **fact)
    elif change == "delete":
        await write(messages.delete, **fact)
    else:
        await write(reactions.react, emoji="x", on=True, **fact)
    assert ids(await task) == {stage.den.pk: [sent.message_id]}


async def test_no_message_is_lost_between_the_first_query_and_listening(stage, monkeypatch):
    """The message is committed after the first query and before the listener is attached."""
    room_ids = welcome.room_ids

    def late(user_id):
        messages.send(by=stage.ada, room_id=stage.den.pk, content="now", client_id=uuid4())
        return room_ids(user_id)

    monkeypatch.setattr(welcome, "room_ids", late)
    assert list((await stage.poll()).changes) == [stage.den.pk]


async def test_a_room_joined_meanwhile_is_listened_to(stage, monkeypatch, wait_for_poll):
    """The list of rooms to listen to may be older than the query."""
    monkeypatch.setattr(welcome, "room_ids", lambda user_id: [])
    task, listener = await stage.waiting(wait_for_poll)
    assert listener.rooms == {stage.den.pk}
    await stage.send()
    assert list((await task).changes) == [stage.den.pk]


async def test_an_announcement_without_a_rev_does_not_end_the_wait(stage, wait_for_poll):
    task, listener = await stage.waiting(wait_for_poll)
    await write(typing.start, by=stage.ada, room_id=stage.den.pk)
    await write(read_marks.mark, by=stage.ada, room_id=stage.den.pk, seq=1, unread=True)
    assert not listener._woken.is_set()
    await stage.send()
    await task


async def test_a_read_mark_of_another_device_ends_the_wait_if_asked_for(stage, wait_for_poll):
    task, _ = await stage.waiting(wait_for_poll, read_seqs=stage.read_seqs)
    await write(read_marks.mark, by=stage.ben, room_id=stage.den.pk, seq=1, unread=True)
    found = await task
    assert [(entry.id, entry.read_seq) for entry in found.rooms] == [(stage.den.pk, 1)]
    assert found.changes[stage.den.pk].messages == []


async def test_a_read_mark_of_another_device_does_not_end_other_waits(stage, wait_for_poll):
    task, _ = await stage.waiting(wait_for_poll)
    await write(read_marks.mark, by=stage.ben, room_id=stage.den.pk, seq=1, unread=True)
    await wait_for_poll()
    assert not task.done()
    await stage.send()
    await task


async def test_a_poll_shows_the_status_it_gives(stage, wait_for_poll):
    task, listener = await stage.waiting(wait_for_poll, status="away")
    assert listener.status == "away"
    task.cancel()


async def test_a_message_in_another_room_does_not_end_the_wait(stage, wait_for_poll):
    other = await write(create_room, stage.ada, name="Elsewhere")
    task, listener = await stage.waiting(wait_for_poll)
    await write(messages.send, by=stage.ada, room_id=other.pk, content="x", client_id=uuid4())
    assert not listener._woken.is_set()
    task.cancel()


async def test_a_new_room_is_answered_with_its_newest_page(stage, wait_for_poll):
    task, _ = await stage.waiting(wait_for_poll)
    room, _ = await write(rooms.open_direct, by=stage.ada, user_ids=[stage.ben.pk])
    found = await task
    assert [entry.id for entry in found.rooms] == [room.pk]
    assert found.rooms[0].peer.username == "ada"
    assert found.changes[room.pk].reset


async def test_a_room_at_rev_0_is_answered_from_the_beginning(stage):
    sent = await stage.send()
    changes = (await stage.poll(known={stage.den.pk: 0})).changes[stage.den.pk]
    assert (changes.reset, [message.rev for message in changes.messages]) == (False, [1, 2, sent.rev])


async def test_a_rev_beyond_the_room_is_answered_with_a_reset(stage):
    changes = (await stage.poll(known={stage.den.pk: 10**6})).changes[stage.den.pk]
    assert (changes.reset, changes.rev) == (True, stage.den.last_rev)


async def test_a_room_the_user_was_removed_from_is_gone(stage, wait_for_poll):
    task, _ = await stage.waiting(wait_for_poll)
    await write(memberships.remove, by=stage.ada, room_id=stage.den.pk, user_id=stage.ben.pk)
    found = await task
    assert (found.rooms, found.changes, found.gone) == ([], {}, [stage.den.pk])


async def test_a_room_the_user_is_not_in_does_not_end_the_wait(stage, wait_for_poll):
    task, _ = await stage.waiting(wait_for_poll, known=stage.known | {10**9: 5})
    assert not task.done()
    await stage.send()
    assert (await task).gone == [10**9]


async def test_many_rooms_take_several_answers(stage):
    for number in range(25):
        await write(create_room, stage.ben, name=f"Room {number}")
    known, answers = dict(stage.known), []
    while (found := await stage.poll(known=known, wait=0)).rooms:
        answers.append(len(found.rooms))
        known |= {room_id: changes.rev for room_id, changes in found.changes.items()}
    assert answers == [20, 5]


async def test_many_changes_of_a_room_take_several_answers(stage):
    def write_much():
        for number in range(conf.HISTORY_LIMIT + 3):
            reactions.react(by=stage.ada, message_id=first, emoji=f"x{number % 40}", on=number < 40)
            messages.send(by=stage.ada, room_id=stage.den.pk, content="x", client_id=uuid4())

    first = (await stage.send()).message_id
    await write(Room.objects.update, is_unlimited=True)
    await write(write_much)
    known, told = dict(stage.known), []
    while (found := await stage.poll(known=known, wait=0)).changes:
        changes = found.changes[stage.den.pk]
        told += [message.id for message in changes.messages]
        known[stage.den.pk] = changes.rev
    assert len(told) == len(set(told)) == conf.HISTORY_LIMIT + 4


async def test_scheduled_messages_and_reminders_are_news_if_asked_for(stage, wait_for_poll):
    found = await stage.poll(later=KnownLater())
    known = KnownLater(**found.later.model_dump(exclude={"notifications"}))
    task, _ = await stage.waiting(wait_for_poll, later=known)
    row = await write(reminders.create, by=stage.ben, text="tea", at=timezone.now() + timedelta(hours=1))
    assert ((await task).later.reminders, found.rooms) == (1, [])
    known = known.model_copy(update={"reminders": 1})
    task, _ = await stage.waiting(wait_for_poll, later=known)
    await write(Reminder.objects.filter(pk=row.pk).update, remind_at=timezone.now())
    await write(reminders.fire, reminder_id=row.pk)
    assert [(each.kind, each.id) for each in (await task).later.notifications] == [("reminder", row.pk)]


async def test_scheduled_messages_and_reminders_are_not_reported_otherwise(stage, wait_for_poll):
    task, _ = await stage.waiting(wait_for_poll)
    await write(reminders.create, by=stage.ben, text="tea", at=timezone.now() + timedelta(hours=1))
    await wait_for_poll()
    await stage.send()
    assert "later" not in (await task).to_dict()


async def test_a_revoked_token_ends_the_wait(stage, wait_for_poll):
    task, _ = await stage.waiting(wait_for_poll)
    await write(tokens.revoke, by=stage.ben, token_id=stage.token.pk)
    with pytest.raises(Unauthenticated):
        await task
    assert hub.users == {}


async def test_a_deactivated_account_ends_the_wait(stage, wait_for_poll):
    root = await write(create_user, "ruth", is_admin=True)
    task, _ = await stage.waiting(wait_for_poll)
    await write(users.deactivate, by=root, user_id=stage.ben.pk)
    with pytest.raises(Banned):
        await task


async def test_another_close_code_is_unavailable(stage, wait_for_poll):
    task, _ = await stage.waiting(wait_for_poll)
    hub.deliver(Announcement("", control=Control("end", stage.ben.pk, code=1013)))
    with pytest.raises(Unavailable):
        await task


async def test_a_token_whose_revocation_was_missed_gets_no_news(stage, monkeypatch, wait_for_poll):
    """The revocation was announced before the poll listened."""
    task, _ = await stage.waiting(wait_for_poll)
    monkeypatch.setattr(hub, "publish", lambda announcements: None)
    await write(tokens.revoke, by=stage.ben, token_id=stage.token.pk)
    monkeypatch.undo()
    await stage.send()
    with pytest.raises(Unauthenticated):
        await task


async def test_resume_queries_again(stage, wait_for_poll):
    task, listener = await stage.waiting(wait_for_poll)
    listener.refresh()
    assert await wait_for_poll() is listener
    await stage.send()
    assert (await task).rooms


async def test_a_cancelled_poll_is_detached(stage, wait_for_poll):
    task, listener = await stage.waiting(wait_for_poll)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (hub.users, hub.topics, listener.rooms, long_poll._polls) == ({}, {}, set(), {})


async def test_a_full_process_takes_polls_only_of_connected_users(stage, monkeypatch, wait_for_poll):
    task, _ = await stage.waiting(wait_for_poll)
    monkeypatch.setattr(conf, "CONNECTIONS", 1)
    await stage.poll(wait=0)
    with pytest.raises(Unavailable):
        long_poll.require_capacity(stage.ada.pk)
    await stage.send()
    await task
    long_poll.require_capacity(stage.ada.pk)


async def test_a_user_has_a_limited_number_of_polls(stage, wait_for_poll):
    tasks = [(await stage.waiting(wait_for_poll))[0] for _ in range(conf.POLLS_PER_USER)]
    with pytest.raises(RateLimited):
        await stage.poll()
    await stage.send()
    await asyncio.gather(*tasks)
    assert (await stage.poll()).rooms


async def test_a_user_whose_poll_waits_is_online(stage, wait_for_poll):
    task, listener = await stage.waiting(wait_for_poll)
    assert stage.ben.pk in hub.changed_users or stage.ben.pk in long_poll.presence.local.people
    assert listener.status == "online"
    task.cancel()


async def test_a_poll_answers_what_it_watches(stage):
    found = await stage.poll(wait=0, watch=Watched(userIds=[stage.ada.pk, 999_999], roomId=stage.den.pk))
    assert found.to_dict() == {
        "rooms": [],
        "changes": {},
        "gone": [],
        "people": [
            {"userId": stage.ada.pk, "status": "offline", "lastSeenAt": None},
            {"userId": 999_999, "status": "offline", "lastSeenAt": None},
        ],
        "online": 1,
    }
    with pytest.raises(NotFound):
        await stage.poll(wait=0, watch=Watched(roomId=stage.den.pk + 99))
