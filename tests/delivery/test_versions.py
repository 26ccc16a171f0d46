"""An older state never replaces a newer one, in whichever order the announcements of two processes arrive."""

import json
import uuid
from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from chat.actions.messages import drafts, messages, read_marks, saved, thread_follows
from chat.actions.people import users
from chat.actions.rooms import memberships, preferences, rooms
from chat.delivery import versions as module
from chat.delivery.announce import to_members_of, to_room, to_user
from chat.delivery.announcements import Announcement, Control, Frame
from chat.delivery.hub import Hub
from chat.delivery.versions import LatestVersions, current_version, with_version
from chat.models import Notify
from tests.delivery.conftest import FakeSubscriber, attached
from tests.support.captured_announcements import capture_announcements
from tests.support.fixtures import *  # noqa: F403

READ, OTHER, HELLO = (Frame("{}", subject=subject) for subject in ("read:7", "read:8", ""))


def at(version: int, *frames: Frame, audience: str = "user.1") -> Announcement:
    return Announcement(audience, frames, version=version)


# --- The rule


def test_an_older_state_of_the_same_subject_is_dropped():
    latest = LatestVersions()
    assert [latest.without_outdated(at(version, READ)) is not None for version in (2, 1, 2, 3)] == [
        True,
        False,
        True,
        True,
    ]


def test_subjects_and_audiences_are_independent():
    latest = LatestVersions()
    latest.without_outdated(at(5, READ))
    for announcement in (at(1, OTHER), at(1, READ, audience="user.2"), at(1, HELLO)):
        assert latest.without_outdated(announcement) is announcement


def test_the_frames_that_are_not_outdated_remain():
    latest = LatestVersions()
    latest.without_outdated(at(5, READ))
    assert latest.without_outdated(at(4, READ, OTHER, HELLO)) == at(4, OTHER, HELLO)


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.integers(1, 20)), max_size=30))
def test_the_last_state_delivered_of_each_subject_is_the_newest(arrivals):
    latest = LatestVersions()
    delivered = {
        subject: version
        for subject, version in arrivals
        if latest.without_outdated(at(version, Frame("{}", subject=subject)))
    }
    newest = {subject: max(version for name, version in arrivals if name == subject) for subject, _ in arrivals}
    assert delivered == newest


def test_memory_is_bounded_and_the_latest_subjects_are_remembered(monkeypatch):
    monkeypatch.setattr(module, "REMEMBERED", 3)
    latest = LatestVersions()
    for number in range(10):
        latest.without_outdated(at(5, Frame("{}", subject=str(number))))
    assert latest.without_outdated(at(4, Frame("{}", subject="9"))) is None
    assert latest.without_outdated(at(4, Frame("{}", subject="0"))) is not None


@pytest.mark.django_db
def test_only_announcements_with_a_subject_get_a_version():
    before = current_version()
    plain, state = with_version([at(0, HELLO), at(0, HELLO, READ)])
    assert plain.version == 0
    assert before <= state.version <= current_version()


def test_announcements_without_a_subject_ask_no_clock(monkeypatch):
    monkeypatch.setattr(module, "current_version", None)
    assert with_version([at(0, HELLO)]) == [at(0, HELLO)]


# --- The hub


async def test_an_outdated_control_is_dropped_with_its_frame(hub):
    subscriber = await attached(hub, 1, [7])
    joined, left = Frame('{"type":"room:added"}', subject="room:7"), Frame('{"type":"room:removed"}', subject="room:7")
    leave = to_user(1, left, control=Control("leave", 1, 7))
    join = to_user(1, joined, control=Control("join", 1, 7))
    hub.deliver(versioned(leave, 2))
    hub.deliver(versioned(join, 1))
    assert subscriber.rooms == set()
    assert [event["type"] for event in subscriber.pop_events()] == ["room:removed"]


async def test_another_process_cannot_deliver_an_older_state(processes):
    _, there = processes
    subscriber = await attached(there, 1, [7])
    new, old = (to_user(1, Frame(json.dumps({"type": "read", "n": n}), subject="read:7")) for n in (2, 1))
    there.deliver(versioned(new, 2))
    there.deliver(Announcement.from_wire(json.loads(json.dumps(versioned(old, 1).to_wire()))))
    assert [event["n"] for event in subscriber.pop_events()] == [2]


async def test_a_state_for_a_user_without_subscribers_is_not_remembered(hub):
    hub.deliver(versioned(to_user(1, READ), 5))
    assert not hub._versions._latest


def versioned(announcement: Announcement, version: int) -> Announcement:
    return replace(announcement, version=version)


# --- Actions: two changes whose announcements arrive in the wrong order


@pytest.fixture
def thread(ada, bob, kitchen, say):
    root = say(ada, kitchen, "root")
    reply = messages.send(by=bob, room_id=kitchen.pk, content="reply", client_id=uuid.uuid4(), thread_id=root.pk)
    return root, reply


def swap_reads(ada, bob, kitchen, say, thread):
    messages_seen = [say(ada, kitchen, text).seq for text in ("one", "two")]
    return [
        lambda: read_marks.mark(by=bob, room_id=kitchen.pk, seq=messages_seen[1]),
        lambda: read_marks.mark(by=bob, room_id=kitchen.pk, seq=messages_seen[0], unread=True),
    ]


def swap_mentions(ada, bob, kitchen, say, thread):
    message = say(ada, kitchen, "@bob one")
    return [
        lambda: messages.edit(by=ada, message_id=message.pk, content="nobody"),
        lambda: read_marks.mark(by=bob, room_id=kitchen.pk, seq=message.seq),
    ]


def swap_all(ada, bob, kitchen, say, thread):
    message = say(ada, kitchen, "one")
    return [
        lambda: read_marks.mark_all(by=bob),
        lambda: read_marks.restore(by=bob, rooms={kitchen.pk: message.seq - 1}, threads={}),
    ]


def swap_drafts(ada, bob, kitchen, say, thread):
    return [lambda text=text: drafts.save(by=bob, room_id=kitchen.pk, content=text) for text in ("half", "")]


def swap_saved(ada, bob, kitchen, say, thread):
    message = say(ada, kitchen, "one")
    return [lambda on=on: saved.save(by=bob, message_id=message.pk, on=on) for on in (True, False)]


def swap_follows(ada, bob, kitchen, say, thread):
    return [lambda on=on: thread_follows.follow(by=bob, root_id=thread[0].pk, on=on) for on in (False, True)]


def swap_names(ada, bob, kitchen, say, thread):
    return [lambda name=name: users.update_profile(by=ada, display_name=name) for name in ("Countess", "Lady")]


def swap_topics(ada, bob, kitchen, say, thread):
    return [lambda topic=topic: rooms.update(by=ada, room_id=kitchen.pk, topic=topic) for topic in ("Tea", "Coffee")]


def swap_preferences(ada, bob, kitchen, say, thread):
    return [
        lambda value=value: preferences.set_notify(by=bob, room_id=kitchen.pk, notify=value)
        for value in (Notify.NONE, Notify.ALL)
    ]


CASES = [
    (swap_reads, "read"),
    (swap_mentions, "read"),
    (swap_all, "read"),
    (swap_drafts, "draft"),
    (swap_saved, "saved"),
    (swap_follows, "thread"),
    (swap_names, "user:updated"),
    (swap_topics, "room:updated"),
    (swap_preferences, "room:updated"),
]


@pytest.mark.django_db
@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(("swap", "type"), CASES, ids=[case[0].__name__ for case in CASES])
def test_the_older_of_two_swapped_announcements_is_dropped(ada, bob, kitchen, say, thread, swap, type):
    batches = []
    for change in swap(ada, bob, kitchen, say, thread):
        with capture_announcements() as announcements:
            change()
        batches.append([each for each in announcements if f'"type":"{type}"' in "".join(each.texts)])
    assert all(batches)
    hub = Hub()
    subscriber = FakeSubscriber(hub, bob.pk)
    hub.users[bob.pk] = {subscriber}
    hub._subscribe(subscriber, kitchen.pk)
    for announcements in reversed(batches):
        for announcement in announcements:
            hub.deliver(announcement)
    newest = [text for each in batches[1] for text in each.texts if each.user_id in {0, bob.pk}]
    assert [json.dumps(event) for event in subscriber.pop_events(type)] == [json.dumps(json.loads(t)) for t in newest]


@pytest.mark.django_db
@pytest.mark.usefixtures("alone")
def test_a_join_that_arrives_after_the_leave_is_ignored(ada, eve, pantry):
    with capture_announcements() as announcements:
        memberships.add(by=ada, room_id=pantry.pk, user_id=eve.pk)
        memberships.remove(by=ada, room_id=pantry.pk, user_id=eve.pk)
    join, leave = (each for each in announcements if each.control)
    hub = Hub()
    subscriber = FakeSubscriber(hub, eve.pk)
    hub.users[eve.pk] = {subscriber}
    hub.deliver(leave)
    hub.deliver(join)
    assert subscriber.rooms == set()
    hub.deliver(to_room(pantry.pk, HELLO))
    hub.deliver(to_members_of([pantry.pk], HELLO))
    assert [event["type"] for event in subscriber.pop_events()] == ["room:removed"]


@pytest.mark.django_db(transaction=True)
def test_versions_follow_the_order_of_commits():
    seen = []
    for _ in range(20):
        with transaction.atomic():
            seen.append(current_version())
    assert seen == sorted(seen)
