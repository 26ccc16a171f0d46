"""The search index follows every message that is sent, edited or deleted."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from chat import conf
from chat.actions import search_index
from chat.actions.demo import backdating
from chat.actions.messages import messages
from chat.actions.rooms import rooms
from chat.models import Message, SearchEntry
from chat.queries.search import search
from tests.support.factories import create_room
from tests.support.moderation import act, undo

pytestmark = pytest.mark.django_db


def found(user, text):
    return [result.message.payload.content for result in search.page(user, text).results]


def stored_words():
    with connection.cursor() as cursor:
        table = "chat_searchentry" if connection.vendor == "postgresql" else "chat_searchwords"
        cursor.execute(f"SELECT words FROM {table}")
        return " ".join(row[0] for row in cursor.fetchall())


def test_a_message_is_found_when_it_is_sent(ada, kitchen, say):
    say(ada, kitchen, "The kettle boils")
    assert found(ada, "kettle") == ["The kettle boils"]


def test_an_edited_message_is_found_by_its_new_text(ada, kitchen, say):
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


def test_a_hidden_message_is_not_found_and_keeps_its_place_for_the_day_it_is_shown_again(ruth, bob, kitchen, say):
    hidden, _ = say(bob, kitchen, "The kettle boils"), say(bob, kitchen, "The kettle sings")
    action = act(ruth, "delete", message_id=hidden.pk)
    assert found(bob, "kettle") == ["The kettle sings"]
    search_index.clear()
    list(search_index.add_missing())
    assert found(bob, "kettle") == ["The kettle sings"]
    undo(ruth, action)
    assert found(bob, "kettle") == ["The kettle sings", "The kettle boils"]


def test_a_message_that_is_rolled_back_is_not_indexed(ada, kitchen, say):
    with pytest.raises(RuntimeError), transaction.atomic():
        say(ada, kitchen, "The kettle boils")
        raise RuntimeError
    assert "kettle" not in stored_words()


def test_a_system_line_is_not_found(ada, kitchen):
    rooms.update(by=ada, room_id=kitchen.pk, topic="Kettles")
    assert found(ada, "kettles") == []


def test_deleting_a_row_deletes_its_words(ada, kitchen, say):
    say(ada, kitchen, "The kettle boils")
    Message.objects.all().delete()
    assert "kettle" not in stored_words()


def index_all():
    return list(search_index.add_missing())


def test_missing_messages_are_indexed_by_time_and_below_new_ones(ada, monkeypatch):
    monkeypatch.setattr(conf, "INDEX_BATCH", 3)
    attic = create_room(ada, name="Attic", is_unlimited=True)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(8):
        messages.send(by=ada, room_id=attic.pk, content=f"tea {number}", client_id=uuid.uuid4())
        moment = start + timedelta(days=-number)
        Message.objects.filter(content=f"tea {number}").update(created_at=moment)
    search_index.clear()
    steps = search_index.add_missing()
    assert next(steps) == (3, 8)
    messages.send(by=ada, room_id=attic.pk, content="tea meanwhile", client_id=uuid.uuid4())
    assert found(ada, "tea") == ["tea meanwhile", "tea 0", "tea 1", "tea 2"]
    del steps
    assert index_all()[-1] == (5, 5)
    assert found(ada, "tea") == ["tea meanwhile", *(f"tea {number}" for number in range(8))]
    assert index_all() == []


def test_a_message_edited_before_it_is_indexed_is_found_by_its_new_text(ada, kitchen, say):
    message = say(ada, kitchen, "The kettle boils")
    gone = say(ada, kitchen, "The kettle is empty")
    search_index.clear()
    messages.edit(by=ada, message_id=message.pk, content="The teapot")
    messages.delete(by=ada, message_id=gone.pk)
    index_all()
    assert (found(ada, "kettle"), found(ada, "teapot")) == ([], ["The teapot"])


def test_a_backdated_room_is_found_in_the_order_of_its_new_times(ada, kitchen, pantry, say):
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
