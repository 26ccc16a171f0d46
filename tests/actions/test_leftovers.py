"""Deleted texts leave nothing in the files of the database."""

import pytest
from django.db import connection

from chat.actions import leftovers
from chat.actions.messages import messages

pytestmark = pytest.mark.django_db


def segments() -> int:
    """Return how many parts the search index has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT segid) FROM chat_searchwords_idx")
        return int(cursor.fetchone()[0])


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL cleans up after itself")
def test_the_parts_of_the_search_index_become_one(ada, kitchen, say):
    for number in range(5):
        messages.delete(by=ada, message_id=say(ada, kitchen, f"word{number}").pk)
    leftovers._merge_search_index()
    assert segments() <= 1
    leftovers._merge_search_index()


def test_it_may_run_on_any_database_and_again(db, monkeypatch):
    # Within the transaction of a test, SQLite cannot write back its log.
    monkeypatch.setattr(leftovers, "_empty_log", lambda: None)
    leftovers.erase()
    leftovers.erase()
