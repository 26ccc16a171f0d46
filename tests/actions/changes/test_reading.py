"""A batch reads what the ORM would, in one query for each kind of row."""

import uuid

import pytest
from django.db import connection, transaction

from chat.actions.changes.reading import (
    count_pins,
    lock_rooms,
    memberships_with_users,
    read_mentions,
    read_messages,
    stored_messages,
)
from chat.actions.changes.rows import RowsOfMessages
from chat.actions.messages import pins, reactions
from chat.models import Membership, Message, Room
from chat.protocol.messages.payload import message_payload

pytestmark = pytest.mark.django_db


def fields_of(row) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_rooms_are_those_of_the_orm_and_locked_by_rising_id(kitchen, pantry):
    with transaction.atomic():
        rooms = lock_rooms({pantry.pk, 999_999, kitchen.pk}).run()
        assert lock_rooms({kitchen.pk}).run().keys() == {kitchen.pk}
    assert list(rooms) == sorted([kitchen.pk, pantry.pk])
    assert [fields_of(room) for room in rooms.values()] == [fields_of(room) for room in Room.objects.order_by("pk")]
    assert not any(room._state.adding or room.get_deferred_fields() for room in rooms.values())


def test_memberships_come_with_their_users_in_one_query(kitchen, pantry, ada, bob, eve, django_assert_num_queries):
    with django_assert_num_queries(1):
        memberships = memberships_with_users({ada.pk, bob.pk, eve.pk}, {kitchen.pk, pantry.pk}).run()
        people = {key: fields_of(row.user) for key, row in memberships.items()}
    expected = Membership.objects.filter(user__in=[ada, bob, eve]).select_related("user")
    assert {key: fields_of(row) for key, row in memberships.items()} == {
        (row.room_id, row.user_id): fields_of(row) for row in expected
    }
    assert people == {(row.room_id, row.user_id): fields_of(row.user) for row in expected}


@pytest.mark.parametrize("count", [1, 3])
def test_a_stored_message_is_found_by_author_and_client_id_together(kitchen, ada, bob, say, count):
    by_client_id = {row.client_id: row for row in (say(ada, kitchen, f"{number}") for number in range(count))}
    unknown = {(bob.pk, client_id) for client_id in by_client_id} | {(ada.pk, uuid.uuid4())}
    assert stored_messages(unknown).run() == []
    found = stored_messages({(ada.pk, client_id) for client_id in by_client_id} | unknown).run()
    assert sorted(found) == sorted((row.pk, row.seq, row.rev, ada.pk, row.client_id) for row in by_client_id.values())


class Explain:
    """Collects the query plans of SQLite."""

    plan = ""

    def __call__(self, execute, sql, params, many, context):
        if connection.vendor == "sqlite":
            rows = context["connection"].connection.execute("EXPLAIN QUERY PLAN " + sql.replace("%s", "?"), params)
            self.plan += " ".join(str(row[-1]) for row in rows)
        return execute(sql, params, many, context)


def test_stored_messages_are_looked_up_by_their_index(db):
    with connection.execute_wrapper(explained := Explain()):
        stored_messages({(1, uuid.uuid4()), (2, uuid.uuid4())}).run()
    if connection.vendor == "sqlite":
        assert "SEARCH message USING" in explained.plan


def test_messages_are_read_in_one_query_and_show_what_those_of_the_orm_show(
    ada, bob, kitchen, say, django_assert_num_queries
):
    first = say(ada, kitchen, "@bob first")
    say(bob, kitchen, "answer", reply_to=first.pk)
    reactions.react(by=bob, message_id=first.pk, emoji="👍", on=True)
    expected = {message.pk: message_payload(message) for message in Message.objects.with_details()}
    with django_assert_num_queries(1):
        messages = read_messages(expected.keys(), RowsOfMessages())
        shown = {pk: message_payload(message) for pk, message in messages.items()}
    assert shown == expected


def test_stored_reactions_can_be_deleted(ada, kitchen, say, django_assert_num_queries):
    message, rows = say(ada, kitchen), RowsOfMessages()
    reactions.react(by=ada, message_id=message.pk, emoji="👍", on=True)
    read_messages([message.pk], rows)
    assert rows.reactions.remove_if(message.pk, lambda row: (row.user_id, row.message_id) == (ada.pk, message.pk))
    with django_assert_num_queries(1):
        rows.write()
    assert not message.reactions.exists()


def test_messages_that_quote_each_other_share_their_instances(ada, kitchen, say):
    first = say(ada, kitchen)
    answer = say(ada, kitchen, reply_to=first.pk)
    messages = read_messages([first.pk, answer.pk], RowsOfMessages())
    assert messages[answer.pk].reply_to is messages[first.pk]


def test_mentions_are_read_by_message(ada, bob, kitchen, say):
    first, second, rows = say(ada, kitchen, "@bob"), say(ada, kitchen, "@bob again"), RowsOfMessages()
    read_mentions([first.pk], rows)
    assert [row.membership.user_id for row in rows.mentions.of(first.pk)] == [bob.pk]
    assert rows.mentions.of(second.pk) == []


def test_pins_are_counted_by_room(ada, kitchen, pantry, say):
    for room, number in ((kitchen, 2), (pantry, 1)):
        for _ in range(number):
            pins.pin(by=ada, message_id=say(ada, room).pk, on=True)
    assert count_pins([kitchen.pk, pantry.pk]) == {kitchen.pk: 2, pantry.pk: 1}
    assert count_pins([]) == {}
