"""A batch reads messages, mentions and pins in one query each."""

import pytest

from chat.actions.changes.reading import count_pins, read_mentions, read_messages
from chat.actions.changes.rows import RowsOfMessages
from chat.actions.messages import pins, reactions
from chat.models import Message
from chat.protocol.messages.payload import message_payload

pytestmark = pytest.mark.django_db


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
