"""Rows are changed in memory and written together."""

import pytest

from chat.actions.changes.rows import Rows
from chat.models import Reaction

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


def test_prefetched_rows_follow_later_changes(ada, message):
    rows = Rows(Reaction)
    prefetched = rows.as_prefetched(message.pk)
    rows.add(message.pk, reaction(message, ada, "👍"))
    assert [row.emoji for row in prefetched] == ["👍"]
    rows.clear(message.pk)
    assert list(prefetched) == []
