from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone, translation

from chat.actions.messages import messages
from chat.actions.rooms import rooms
from chat.models import Message
from chat.protocol.messages.payload import message_payload
from chat.templatetags import messages as tags
from chat.web.rooms.boot import boot
from tests.support.fixtures import *  # noqa: F403

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def at():
    """Moves a message in time."""

    def move(message, moment):
        Message.objects.filter(pk=message.pk).update(created_at=moment)

    return move


@pytest.fixture
def rows_of(kitchen, at):
    """The rows of the kitchen's page without its system lines, which are all put long before."""
    for message in Message.objects.filter(room=kitchen):
        at(message, NOON - timedelta(days=30))

    def rows(user):
        every = tags.rows(boot(user, kitchen.pk))
        return [row for row in every if row.message is None or row.message.kind != "system"]

    return rows


def kinds(rows):
    return [row.kind if row.message is None else row.message.content for row in rows]


def test_messages_of_one_author_within_five_minutes_are_a_group(ada, bob, kitchen, say, at, rows_of):
    for content, author, minutes in (("a", ada, 0), ("b", ada, 4), ("c", ada, 10), ("d", bob, 11)):
        at(say(author, kitchen, content), NOON + timedelta(minutes=minutes))
    continued = {row.message.content: row.continues for row in rows_of(ada) if row.message}
    assert continued == {"a": False, "b": True, "c": False, "d": False}


def test_a_reply_begins_a_group(ada, kitchen, say, at, rows_of):
    first = say(ada, kitchen, "a")
    second = say(ada, kitchen, "b", reply_to=first.pk)
    at(first, NOON)
    at(second, NOON)
    assert [row.continues for row in rows_of(ada) if row.message] == [False, False]


def test_a_day_begins_at_midnight_where_the_reader_is(ada, kitchen, say, at, rows_of):
    at(say(ada, kitchen, "late"), NOON.replace(hour=21))
    at(say(ada, kitchen, "later"), NOON.replace(hour=23))
    assert kinds(rows_of(ada))[-3:] == ["day", "late", "later"]
    with timezone.override("Europe/Berlin"):
        assert kinds(rows_of(ada))[-4:] == ["day", "late", "day", "later"]


def test_days_never_go_back(ada, kitchen, say, at, rows_of):
    at(say(ada, kitchen, "today"), NOON)
    at(say(ada, kitchen, "by a slow clock"), NOON - timedelta(days=1))
    assert kinds(rows_of(ada))[-3:] == ["day", "today", "by a slow clock"]


def test_the_divider_stands_above_the_first_unread_message(ada, bob, kitchen, say, at, rows_of):
    for content in ("a", "b"):
        at(say(bob, kitchen, content), NOON)
    rows = rows_of(ada)
    assert kinds(rows)[-3:] == ["unread", "a", "b"]
    assert [row.continues for row in rows[-2:]] == [False, True]


def test_what_one_wrote_oneself_is_not_new(ada, kitchen, say, at, rows_of):
    at(say(ada, kitchen, "mine"), NOON)
    assert "unread" not in kinds(rows_of(ada))


def test_rows_have_the_keys_of_the_script(ada, bob, kitchen, say, at, rows_of):
    mine, theirs = say(ada, kitchen, "mine"), say(bob, kitchen, "theirs")
    for message in (mine, theirs):
        at(message, NOON)
    keys = [row.key for row in rows_of(ada)][-4:]
    assert keys == ["day:2026-03-02", str(mine.client_id), "unread", f"message:{theirs.pk}"]


def test_messages_that_call_the_reader_are_marked(ada, bob, kitchen, say, rows_of):
    for content in ("@ada", "@bob"):
        say(bob, kitchen, content)
    assert [row.mentions_me for row in rows_of(ada) if row.message] == [True, False]


def test_days_have_names():
    today = timezone.localdate()
    assert tags.day_name(today) == "Today"
    assert tags.day_name(today - timedelta(days=1)) == "Yesterday"
    assert tags.day_name(date(2026, 3, 2)) == "Monday, March 2, 2026"


def test_the_clock_is_the_readers():
    with timezone.override("Asia/Shanghai"):
        assert tags.clock(NOON) == "20:00"


def test_system_lines_are_told_from_their_facts(ada, bob, kitchen):
    rooms.update(by=ada, room_id=kitchen.pk, name="Galley", topic="Soup")
    rooms.update(by=ada, room_id=kitchen.pk, topic="")
    found = Message.objects.with_details().filter(room=kitchen).order_by("seq")
    with translation.override("en"):
        lines = [tags.system_line(message_payload(message), "public") for message in found]
    assert lines == [
        "Ada Lovelace created the room",
        "Ada Lovelace added bob",
        "Ada Lovelace added cyrus",
        "Ada Lovelace renamed the room to Galley",
        "Ada Lovelace set the topic: Soup",
        "Ada Lovelace cleared the topic",
    ]


def test_names_with_percent_signs_are_only_names(ada, kitchen):
    rooms.update(by=ada, room_id=kitchen.pk, name="100%(name)s %d")
    line = Message.objects.with_details().filter(room=kitchen).latest("seq")
    assert tags.system_line(message_payload(line), "public") == "Ada Lovelace renamed the room to 100%(name)s %d"


def test_a_conversation_was_started_and_not_made(ada, bob):
    room, _ = rooms.open_direct(by=ada, user_ids=[bob.pk])
    line = Message.objects.with_details().get(room=room)
    assert tags.system_line(message_payload(line), "direct") == "Ada Lovelace started the conversation"


def test_an_event_of_tomorrow_is_shown_in_its_own_words(ada, kitchen):
    line = Message.objects.with_details().filter(room=kitchen).first()
    line.extra, line.content = {"system": {"event": "painted"}}, "Ada painted the room"
    assert tags.system_line(message_payload(line), "public") == "Ada painted the room"


def test_an_entry_leads_to_its_room(ada, kitchen):
    assert tags.entry_url(boot(ada, kitchen.pk).room) == f"/rooms/{kitchen.pk}/kitchen/"


def test_a_deleted_message_keeps_its_place(ada, kitchen, say, rows_of):
    message = say(ada, kitchen, "gone")
    messages.delete(by=ada, message_id=message.pk)
    assert rows_of(ada)[-1].message.deleted_at is not None


def test_what_only_a_thread_shows_is_not_drawn(ada, bob, kitchen, say):
    root = say(ada, kitchen, "root")
    say(bob, kitchen, "aside", thread_id=root.pk)
    say(bob, kitchen, "both", thread_id=root.pk, in_room=True)
    shown = [row.message.content for row in tags.rows(boot(ada, kitchen.pk)) if row.message]
    assert shown[-2:] == ["root", "both"]


@pytest.mark.parametrize(
    ("unread", "mentions", "shown"), [(0, 0, "0"), (7, 0, "7"), (99, 0, "99"), (100, 0, "99+"), (100, 3, "3")]
)
def test_an_entry_counts_as_the_script_does(ada, kitchen, unread, mentions, shown):
    entry = boot(ada, kitchen.pk).room.model_copy(update={"unread": unread, "mentions": mentions})
    assert tags.count_shown(entry) == shown
