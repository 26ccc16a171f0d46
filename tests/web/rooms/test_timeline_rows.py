"""The rows of a timeline, as the server draws them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from chat.actions.messages import messages
from chat.models import Message, User
from chat.protocol.messages.events import HistoryPage
from chat.protocol.messages.payload import message_payload
from chat.protocol.people import me_payload
from chat.protocol.rooms import RoomPayload
from chat.web.rooms.boot import Boot, boot
from chat.web.rooms.timeline_rows import timeline_rows
from tests.support.fixtures import *  # noqa: F403
from tests.support.protocol import ROOM_FIELDS, encoded
from tests.support.protocol import message as unsaved_message
from tests.support.rows import row_cases

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def at():
    """A function that sets the time of a stored message."""

    def move(message, moment):
        Message.objects.filter(pk=message.pk).update(created_at=moment)

    return move


@pytest.fixture
def rows_of(kitchen, at):
    """A function that returns the rows of the kitchen without its system messages, which are moved to the past."""
    for message in Message.objects.filter(room=kitchen):
        at(message, NOON - timedelta(days=30))

    def rows(user):
        every = timeline_rows(boot(user, kitchen.pk))
        return [row for row in every if row.message is None or row.message.kind != "system"]

    return rows


def kinds(rows):
    return [row.kind if row.message is None else row.message.content for row in rows]


def test_the_key_of_a_row_is_the_client_id_of_an_own_message_or_the_id(ada, bob, kitchen, say, at, rows_of):
    mine, theirs = say(ada, kitchen, "mine"), say(bob, kitchen, "theirs")
    for message in (mine, theirs):
        at(message, NOON)
    keys = [row.key for row in rows_of(ada)][-4:]
    assert keys == ["day:2026-03-02", str(mine.client_id), "unread", f"message:{theirs.pk}"]


def test_messages_that_mention_the_reader_are_marked(ada, bob, kitchen, say, rows_of):
    for content in ("@ada", "@bob"):
        say(bob, kitchen, content)
    assert [row.mentions_me for row in rows_of(ada) if row.message] == [True, False]


def test_a_deleted_message_keeps_its_row(ada, kitchen, say, rows_of):
    message = say(ada, kitchen, "gone")
    messages.delete(by=ada, message_id=message.pk)
    assert rows_of(ada)[-1].message.deleted_at is not None


def test_a_reply_that_is_shown_only_in_the_thread_has_no_row(ada, bob, kitchen, say):
    root = say(ada, kitchen, "root")
    say(bob, kitchen, "thread only", thread_id=root.pk)
    say(bob, kitchen, "both", thread_id=root.pk, in_room=True)
    shown = [row.message.content for row in timeline_rows(boot(ada, kitchen.pk)) if row.message]
    assert shown[-2:] == ["root", "both"]


@pytest.mark.parametrize("case", row_cases("timeline"), ids=lambda case: case["rule"])
def test_the_rows_of_a_timeline_follow_the_shared_cases(case):
    with timezone.override(case.get("timeZone", "UTC")):
        assert [row_text(row) for row in timeline_rows(boot_of(case))] == case["rows"]


def row_text(row):
    """Shorten a row as the cases do: the key of a divider, or the seq of a message and whether it continues a group."""
    if row.kind == "ignored":
        return f"{row.key} of {len(row.folded)}"
    return row.key if row.message is None else f"{row.message.seq}{' continues' if row.continues else ''}"


def boot_of(case):
    messages = [message_of(case, fields) for fields in case["messages"]]
    read_seq = case.get("readSeq", messages[-1].seq)
    unread = sum(message.seq > read_seq for message in messages)
    room = RoomPayload(**ROOM_FIELDS | {"read_seq": read_seq, "unread": unread})
    page = HistoryPage(messages=messages, rev=1, at_start=case.get("atStart", True), at_end=True)
    ignored = "".join(f" {pk} " for pk in case.get("ignored", ()))
    reader = me_payload(User(pk=1, username="reader", ignored=ignored))
    return Boot(user=reader, rooms=[], invitations=[], people=[], room=room, page=page, around=None, limits={})


def message_of(case, fields):
    row = unsaved_message(
        pk=fields["seq"],
        seq=fields["seq"],
        author=User(pk=fields["author"], username=f"user{fields['author']}"),
        client_id=None,
        created_at=datetime.fromisoformat(fields["at"]),
        kind=fields.get("kind", "message"),
        reply_to=unsaved_message(pk=fields["quotes"]) if "quotes" in fields else None,
        thread_id=fields.get("threadId"),
        in_room=fields.get("inRoom", True),
    )
    return encoded(message_payload(row, is_new=True))
