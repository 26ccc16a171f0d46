"""The rows of a timeline in the server's templates."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone, translation

from chat.actions.rooms import rooms
from chat.models import Message, User
from chat.protocol.messages.payload import message_payload
from chat.protocol.rooms import RoomPayload
from chat.templatetags import messages as tags
from chat.web.rooms.boot import boot
from tests.support.fixtures import *  # noqa: F403
from tests.support.protocol import ROOM_FIELDS
from tests.support.protocol import message as unsaved_message
from tests.support.rows import row_cases

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_today_and_yesterday_have_names_and_other_days_a_date():
    today = timezone.localdate()
    assert tags.day_name(today) == "Today"
    assert tags.day_name(today - timedelta(days=1)) == "Yesterday"
    assert tags.day_name(date(2026, 3, 2)) == "Monday, March 2, 2026"


def test_a_time_is_shown_in_the_readers_time_zone():
    with timezone.override("Asia/Shanghai"):
        assert tags.clock(NOON) == "20:00"


def test_changes_of_a_room_write_system_messages_that_can_be_translated(ada, bob, kitchen):
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


def test_a_direct_room_was_started_and_not_created(ada, bob):
    room, _ = rooms.open_direct(by=ada, user_ids=[bob.pk])
    line = Message.objects.with_details().get(room=room)
    assert tags.system_line(message_payload(line), "direct") == "Ada Lovelace started the conversation"


def test_a_sidebar_entry_links_to_its_room(ada, kitchen):
    assert tags.entry_url(boot(ada, kitchen.pk).room) == f"/rooms/{kitchen.pk}/kitchen/"


@pytest.mark.parametrize("case", row_cases("unread_counts"), ids=str)
def test_the_count_of_a_room_shows_mentions_before_unread_messages(case):
    room = RoomPayload(**ROOM_FIELDS | {"unread": case["unread"], "mentions": case["mentions"]})
    assert tags.count_shown(room) == case["text"]


@pytest.mark.parametrize("case", row_cases("system_messages"), ids=str)
def test_a_system_message_is_translated_from_its_event(case):
    author = User(pk=3, username="ada", display_name="Ada")
    line = unsaved_message(author=author, content="the content", extra={"system": case["system"]})
    with translation.override("en"):
        text = tags.system_line(message_payload(line, is_new=True), "direct" if case["direct"] else "public")
    assert text == case["text"]
