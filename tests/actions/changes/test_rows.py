"""Rows are changed in memory and written together."""

import pytest

from chat.actions.changes.rows import Rows, RowsOfMessages, poll_of
from chat.models import Reaction
from chat.models.messages.details import messages_with_details

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(ada, kitchen, say):
    return say(ada, kitchen)


def reaction(message, by, emoji):
    return Reaction(message_id=message.pk, user_id=by.pk, emoji=emoji)


def test_new_rows_are_inserted_and_removed_rows_deleted_in_one_statement_each(
    ada, bob, message, django_assert_num_queries
):
    stored = [Reaction.objects.create(message=message, user=ada, emoji=emoji) for emoji in "🎉👍"]
    rows = Rows(Reaction)
    rows.load((message.pk, row) for row in stored)
    assert rows.remove_if(message.pk, lambda row: row.emoji == "🎉")
    assert not rows.remove_if(message.pk, lambda row: row.emoji == "🎉")
    for emoji in "🎉❤":
        rows.add(message.pk, reaction(message, bob, emoji))
    with django_assert_num_queries(2):
        rows.write()
    assert list(Reaction.objects.values_list("user", "emoji")) == [(ada.pk, "👍"), (bob.pk, "🎉"), (bob.pk, "❤")]


def test_rows_that_did_not_change_are_not_written(ada, message, django_assert_num_queries):
    rows = Rows(Reaction)
    rows.load([(message.pk, Reaction.objects.create(message=message, user=ada, emoji="👍"))])
    rows.add(message.pk, reaction(message, ada, "🎉"))
    rows.remove_if(message.pk, lambda row: row.emoji == "🎉")
    with django_assert_num_queries(0):
        rows.write()


def test_a_message_shows_the_rows_as_they_are_now(ada, message):
    Reaction.objects.create(message=message, user=ada, emoji="🎉")
    [loaded] = messages_with_details([message.pk])
    rows = RowsOfMessages()
    rows.share(loaded)
    rows.reactions.add(message.pk, reaction(message, ada, "👍"))
    assert [row.emoji for row in loaded.reactions.all()] == ["🎉", "👍"]
    rows.clear(loaded)
    assert list(loaded.reactions.all()) == []


def test_a_message_without_a_poll_has_none(message):
    assert poll_of(messages_with_details([message.pk])[0]) is None
