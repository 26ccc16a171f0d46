"""Make the search index, FTS5 on SQLite and a tsvector with GIN on PostgreSQL, and index the stored messages."""

import django.db.models.deletion
from django.db import migrations, models

from chat.migrations._0004_words import index_words

BATCH = 1_000

MAKE = {
    "sqlite": [
        # The words are stored in their final form. This tokeniser splits at spaces and leaves all beyond ASCII alone.
        "CREATE VIRTUAL TABLE chat_searchwords USING fts5(words, tokenize = 'ascii')",
        """CREATE TRIGGER chat_searchentry_gone AFTER DELETE ON chat_searchentry
           BEGIN DELETE FROM chat_searchwords WHERE rowid = old.id; END""",
    ],
    "postgresql": [
        "ALTER TABLE chat_searchentry ADD COLUMN words tsvector NOT NULL DEFAULT ''",
        # New messages wait in a list that every search reads completely, so it has to be short.
        """CREATE INDEX chat_searchentry_words ON chat_searchentry USING gin (words)
           WITH (fastupdate = on, gin_pending_list_limit = 256)""",
    ],
}
DROP = {
    "sqlite": ["DROP TRIGGER chat_searchentry_gone", "DROP TABLE chat_searchwords"],
    "postgresql": ["ALTER TABLE chat_searchentry DROP COLUMN words"],
}


def make(apps, schema_editor):
    for statement in MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def index(apps, schema_editor):
    """Index the newest message first, with falling ids, so that new messages keep the highest ones."""
    connection = schema_editor.connection
    stored = apps.get_model("chat", "Message").objects.filter(kind="message", deleted_at=None)
    ids = list(stored.order_by("-created_at", "-pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        rows = stored.filter(pk__in=batch).values_list("pk", "room_id", "author_id", "content", "html")
        words = {pk: index_words(*facts, vendor=connection.vendor) for pk, *facts in rows}
        entries = [(-start - place, pk, words[pk]) for place, pk in enumerate(batch)]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                statement = "INSERT INTO chat_searchentry (id, message_id, words) VALUES (%s, %s, %s::tsvector)"
                cursor.executemany(statement, entries)
            else:
                statement = "INSERT INTO chat_searchentry (id, message_id) VALUES (%s, %s)"
                cursor.executemany(statement, [(id, pk) for id, pk, _ in entries])
                statement = "INSERT INTO chat_searchwords (rowid, words) VALUES (%s, %s)"
                cursor.executemany(statement, [(id, text) for id, _, text in entries])


class Migration(migrations.Migration):
    dependencies = [("chat", "0003_attachments")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="search_entry", to="chat.message"
                    ),
                ),
            ],
        ),
        migrations.RunPython(make, drop),
        migrations.RunPython(index, migrations.RunPython.noop),
    ]
