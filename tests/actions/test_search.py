"""What is written can be found at once, and what is gone cannot."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from chat import conf
from chat.actions import search as indexing
from chat.actions.demo import backdating
from chat.actions.messages import messages
from chat.actions.rooms import rooms
from chat.models import Message, SearchEntry
from chat.queries.search import search
from tests.support.factories import create_room

pytestmark = pytest.mark.django_db


def found(user, text):
    return [each.message.content for each in search.page(user, text).results]


def stored_words():
    with connection.cursor() as cursor:
        table = "chat_searchentry" if connection.vendor == "postgresql" else "chat_searchwords"
        cursor.execute(f"SELECT words FROM {table}")
        return " ".join(row[0] for row in cursor.fetchall())


def test_a_message_is_found_when_it_is_sent(ada, kitchen, say):
    say(ada, kitchen, "The kettle boils")
    assert found(ada, "kettle") == ["The kettle boils"]


def test_an_edited_message_is_found_by_what_it_says_now(ada, kitchen, say):
    message = say(ada, kitchen, "The kettle boils")
    messages.edit(by=ada, message_id=message.pk, content="The teapot at https://example.org")
    assert found(ada, "kettle") == []
    assert found(ada, "teapot has:link") == ["The teapot at https://example.org"]


def test_a_deleted_message_leaves_nothing_in_the_index(ada, kitchen, say):
    message = say(ada, kitchen, "The kettle boils")
    messages.delete(by=ada, message_id=message.pk)
    assert found(ada, "kettle") == []
    assert "kettle" not in stored_words()
    assert not SearchEntry.objects.exists()


def test_a_message_that_is_not_stored_is_not_indexed(ada, kitchen, say):
    with pytest.raises(RuntimeError), transaction.atomic():
        say(ada, kitchen, "The kettle boils")
        raise RuntimeError
    assert "kettle" not in stored_words()


def test_system_lines_are_not_found(ada, kitchen):
    rooms.update(by=ada, room_id=kitchen.pk, topic="Kettles")
    assert found(ada, "kettles") == []


def test_rows_that_the_database_drops_take_their_words_with_them(ada, kitchen, say):
    say(ada, kitchen, "The kettle boils")
    Message.objects.all().delete()
    assert "kettle" not in stored_words()


def index_all():
    return list(indexing.index_missing())


def test_what_is_there_already_is_indexed_in_the_order_of_time(ada, monkeypatch):
    monkeypatch.setattr(conf, "INDEX_BATCH", 3)
    attic = create_room(ada, name="Attic", is_unlimited=True)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(8):
        messages.send(by=ada, room_id=attic.pk, content=f"tea {number}", client_id=uuid.uuid4())
        moment = start + timedelta(days=-number)
        Message.objects.filter(content=f"tea {number}").update(created_at=moment)
    indexing.forget_all()
    steps = indexing.index_missing()
    assert next(steps) == (3, 8)
    messages.send(by=ada, room_id=attic.pk, content="tea meanwhile", client_id=uuid.uuid4())
    assert found(ada, "tea") == ["tea meanwhile", "tea 0", "tea 1", "tea 2"]
    del steps
    assert index_all()[-1] == (5, 5)
    assert found(ada, "tea") == ["tea meanwhile", *(f"tea {number}" for number in range(8))]
    assert index_all() == []


def test_an_edit_before_the_index_has_come_to_a_message_is_what_it_finds(ada, kitchen, say):
    message = say(ada, kitchen, "The kettle boils")
    gone = say(ada, kitchen, "The kettle is empty")
    indexing.forget_all()
    messages.edit(by=ada, message_id=message.pk, content="The teapot")
    messages.delete(by=ada, message_id=gone.pk)
    index_all()
    assert (found(ada, "kettle"), found(ada, "teapot")) == ([], ["The teapot"])


def test_a_room_that_was_moved_in_time_is_found_in_the_order_of_its_new_time(ada, kitchen, pantry, say):
    say(ada, kitchen, "tea here")
    say(ada, pantry, "tea there")
    start = datetime(2026, 1, 2, tzinfo=UTC)
    for room, day in ((kitchen, 2), (pantry, 1)):
        room.refresh_from_db()
        times = {seq: start + timedelta(days=day, minutes=seq) for seq in range(1, room.last_seq + 1)}
        backdating.backdate_room(room_id=room.pk, times=times)
    assert found(ada, "tea") == []
    index_all()
    assert found(ada, "tea") == ["tea here", "tea there"]
