"""The index of messages: FTS5 on SQLite, a tsvector with GIN on PostgreSQL, and an entry for each message that is there."""

import django.db.models.deletion
from django.db import migrations, models

MAKE = {
    "sqlite": [
        # Words come in their final form: this tokeniser parts them at spaces and leaves all beyond ASCII alone.
        "CREATE VIRTUAL TABLE chat_searchwords USING fts5(words, tokenize = 'ascii')",
        """CREATE TRIGGER chat_searchentry_gone AFTER DELETE ON chat_searchentry
           BEGIN DELETE FROM chat_searchwords WHERE rowid = old.id; END""",
    ],
    "postgresql": [
        "ALTER TABLE chat_searchentry ADD COLUMN words tsvector NOT NULL DEFAULT ''",
        # New messages wait in a list that every search reads to its end: a short one.
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
    """Reads and writes columns by name alone, so that it runs whatever models become later."""
    from chat.actions.search_index import add_missing

    for _ in add_missing():
        pass


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
