"""The catch-up view is bounded and takes a fixed number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat import conf
from chat.actions.messages import messages, read_all, read_marks
from chat.actions.rooms import preferences, rooms
from chat.models import Kind, Notify
from chat.queries.messages.catch_up import catch_up
from tests.support.factories import create_room

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiet(bob, kitchen, pantry):
    """Nothing is unread for Bob."""
    read_all.mark_all(by=bob)


def shown(user):
    return {
        room.room_id: [(each.reason, each.message.payload.content) for each in room.items]
        for room in catch_up(user).rooms
    }


def test_each_message_has_the_reason_to_read_it(ada, bob, cy, kitchen, quiet, say):
    bob.keywords = "deploy\n上线"
    mine = say(bob, kitchen, "mine")
    read_marks.mark(by=bob, room_id=kitchen.pk, seq=mine.seq)
    say(ada, kitchen, "plain")
    say(ada, kitchen, "@bob")
    say(ada, kitchen, "an answer", reply_to=mine.pk)
    say(cy, kitchen, "今天上线了")
    direct, _ = rooms.open_direct(by=ada, user_ids=[bob.pk])
    say(ada, direct, "psst")
    assert shown(bob) == {
        direct.pk: [("direct", "psst")],
        kitchen.pk: [
            ("unread", "plain"),
            ("mention", "@bob"),
            ("reply", "an answer"),
            ("keyword", "今天上线了"),
        ],
    }


def test_read_deleted_and_own_messages_are_left_out(ada, bob, kitchen, quiet, say):
    say(bob, kitchen, "mine")
    gone = say(ada, kitchen, "gone")
    messages.delete(by=ada, message_id=gone.pk)
    assert shown(bob) == {kitchen.pk: []}
    read_all.mark_all(by=bob)
    assert shown(bob) == {}


def test_the_first_messages_and_those_that_concern_the_reader_are_shown(ada, bob, kitchen, quiet, say):
    for count in range(conf.CATCH_UP_ITEMS + 5):
        say(ada, kitchen, f"{count}")
    say(ada, kitchen, "@bob")
    [room] = catch_up(bob).rooms
    assert (room.unread, len(room.items)) == (conf.CATCH_UP_ITEMS + 6, conf.CATCH_UP_ITEMS + 1)
    assert room.items[-1].reason == "mention"


def test_a_silenced_room_is_shown_only_for_a_mention(ada, bob, kitchen, quiet, say):
    preferences.set_notify(by=bob, room_id=kitchen.pk, notify=Notify.NONE)
    say(ada, kitchen, "chatter")
    assert shown(bob) == {}
    say(ada, kitchen, "@bob")
    assert [each[0] for each in shown(bob)[kitchen.pk]] == ["unread", "mention"]


def test_unread_threads_are_shown_and_their_replies_not_in_the_room(ada, bob, kitchen, quiet, say):
    root = say(bob, kitchen, "root")
    say(ada, kitchen, "answer", thread_id=root.pk)
    found = catch_up(bob)
    assert [(each.root.payload.content, each.unread) for each in found.threads] == [("root", 1)]
    assert found.rooms == []


def test_the_number_of_queries_is_fixed_and_the_number_of_rooms_limited(ada, bob, kitchen, quiet, say, monkeypatch):
    monkeypatch.setattr(conf, "CATCH_UP_ROOMS", 3)
    say(ada, kitchen)
    with CaptureQueriesContext(connection) as one:
        catch_up(bob)
    for count in range(4):
        say(ada, create_room(ada, bob, name=f"Room {count}", kind=Kind.PRIVATE))
    with CaptureQueriesContext(connection) as many:
        found = catch_up(bob)
    assert (len(found.rooms), found.more) == (3, 2)
    assert len(many) <= len(one) + 1
