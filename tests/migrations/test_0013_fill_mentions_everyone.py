"""The migration of messages to everyone: they count by themselves, and their rows for each member are gone."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from chat.actions.messages import read_marks
from chat.models import Mention, Message
from chat.models.sql import execute, fetch_rows
from chat.queries.rooms.unread_mentions import UNREAD_MENTIONS, unread_mentions

pytestmark = pytest.mark.django_db
migration = import_module("chat.migrations.0013_fill_mentions_everyone")


def test_rows_of_messages_to_everyone_become_a_mark_and_other_rows_stay(ada, bob, cy, kitchen, say, monkeypatch):
    monkeypatch.setattr(migration, "BATCH", 2)
    for number in range(3):
        message = say(ada, kitchen, f"@everyone {number}")
        rows = kitchen.memberships.exclude(user=ada)
        Mention.objects.bulk_create(Mention(membership=row, message=message, seq=message.seq) for row in rows)
        say(ada, kitchen, "@bob")
        say(ada, kitchen, "nobody")
    # As they were stored before the migration.
    Message.objects.update(mentions_everyone=False)
    read_marks.mark(by=cy, room_id=kitchen.pk, seq=message.seq - 1)
    before = unread_mentions(kitchen.memberships.all())
    assert sorted(before.values()) == [1, 6]
    for _ in range(2):
        migration.fill(apps, None)
        assert unread_mentions(kitchen.memberships.all()) == before
        assert set(Mention.objects.values_list("message__content", flat=True)) == {"@bob"}
        marked = Message.objects.filter(mentions_everyone=True).order_by("seq").values_list("content", flat=True)
        assert list(marked) == ["@everyone 0", "@everyone 1", "@everyone 2"]


def test_an_empty_site_is_migrated(db):
    migration.fill(apps, None)
    assert not Message.objects.exists()


def test_a_small_table_is_not_analyzed(ada, kitchen, say):
    say(ada, kitchen, "@everyone")
    executed = []
    migration.analyze(apps, SimpleNamespace(connection=connection, execute=executed.append))
    assert executed == []


def test_a_count_reads_only_the_unread_messages_to_everyone_afterwards(ada, bob, kitchen, say, monkeypatch):
    monkeypatch.setattr(migration, "ANALYZED_FROM", 1_000)
    say(ada, kitchen, "@everyone")
    kitchen.refresh_from_db()
    numbers = range(kitchen.last_seq + 1, kitchen.last_seq + 3_001)
    Message.objects.bulk_create(
        Message(room=kitchen, author=ada, seq=number, rev=number + 1_000, created_at=timezone.now())
        for number in numbers
    )
    migration.analyze(apps, SimpleNamespace(connection=connection, execute=execute))
    if connection.vendor == "postgresql":
        assert fetch_rows(
            "SELECT most_common_vals FROM pg_stats WHERE tablename = 'chat_message' AND attname = %s",
            "mentions_everyone",
        )
    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    plan = fetch_rows(
        f"""{explain} SELECT {UNREAD_MENTIONS}
        FROM chat_membership membership JOIN chat_room room ON room.id = membership.room_id
        WHERE membership.user_id = %s""",
        bob.pk,
    )
    assert "message_to_everyone" in str(plan)
