"""The catch-up view: what concerns its reader, bounded, in a fixed number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat import conf
from chat.actions.messages import messages, read_marks
from chat.actions.rooms import preferences, rooms
from chat.models import Kind, Notify
from chat.queries.messages.catch_up import catch_up
from tests.support.factories import create_room

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiet(bob, kitchen, pantry):
    """Nothing is unread for Bob."""
    read_marks.mark_all(by=bob)


def shown(user):
    return {room.room_id: [(each.reason, each.message.content) for each in room.items] for room in catch_up(user).rooms}


def test_each_message_comes_with_the_reason_to_read_it(ada, bob, cy, kitchen, quiet, say):
    bob.keywords = "deploy\n上线"
    mine = say(bob, kitchen, "mine")
    read_marks.mark(by=bob, room_id=kitchen.pk, seq=mine.seq)
    say(ada, kitchen, "plain")
    say(ada, kitchen, "@bob")
    say(ada, kitchen, "an answer", reply_to=mine.pk)
    say(cy, kitchen, "今天上线了")
    direct, _ = rooms.direct(by=ada, user_ids=[bob.pk])
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


def test_what_is_read_deleted_or_ones_own_is_not_there(ada, bob, kitchen, quiet, say):
    say(bob, kitchen, "mine")
    gone = say(ada, kitchen, "gone")
    messages.delete(by=ada, message_id=gone.pk)
    assert shown(bob) == {kitchen.pk: []}
    read_marks.mark_all(by=bob)
    assert shown(bob) == {}


def test_of_many_the_first_are_shown_and_those_that_concern_the_reader(ada, bob, kitchen, quiet, say):
    for count in range(conf.CATCH_UP_ITEMS + 5):
        say(ada, kitchen, f"{count}")
    say(ada, kitchen, "@bob")
    [room] = catch_up(bob).rooms
    assert (room.unread, len(room.items)) == (conf.CATCH_UP_ITEMS + 6, conf.CATCH_UP_ITEMS + 1)
    assert room.items[-1].reason == "mention"


def test_a_silenced_room_comes_only_when_it_calls(ada, bob, kitchen, quiet, say):
    preferences.set_notify(by=bob, room_id=kitchen.pk, notify=Notify.NONE)
    say(ada, kitchen, "chatter")
    assert shown(bob) == {}
    say(ada, kitchen, "@bob")
    assert [each[0] for each in shown(bob)[kitchen.pk]] == ["unread", "mention"]


def test_threads_with_news_are_there_too_and_their_replies_not_in_the_room(ada, bob, kitchen, quiet, say):
    root = say(bob, kitchen, "root")
    say(ada, kitchen, "answer", thread_id=root.pk)
    found = catch_up(bob)
    assert [(each.root.content, each.unread) for each in found.threads] == [("root", 1)]
    assert found.rooms == []


def test_it_costs_the_same_for_many_rooms_and_lists_so_many(ada, bob, kitchen, quiet, say, monkeypatch):
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
