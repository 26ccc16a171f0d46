"""Fold the stored names and the words of the search index as search does now: `lodz` finds Łódź.

A migration of its own, so that no table is locked meanwhile. Entries are read in batches, and a batch is a transaction.
Text in ASCII keeps its words. An entry that has the right words is not written again, so a migration that was
interrupted writes only what is left.
"""

import json

from django.db import migrations, transaction

from chat.migrations._0016_folding import fold_name, index_words

BATCH = 1_000


def fill_names(apps, schema_editor):
    users = apps.get_model("chat", "User").objects
    waiting = users.filter(search_key="").order_by("pk")
    last = 0
    while batch := list(waiting.filter(pk__gt=last).only("username", "display_name")[:BATCH]):
        for user in batch:
            user.search_key = f" {fold_name(user.username)}\n {fold_name(user.display_name)}"[:400]
        users.bulk_update(batch, ["search_key"])
        last = batch[-1].pk


def index_again(apps, schema_editor):
    entries = apps.get_model("chat", "SearchEntry").objects.order_by("pk")
    last = None
    while True:
        following = entries if last is None else entries.filter(pk__gt=last)
        batch = list(following.values_list("pk", "message_id", "message__content")[:BATCH])
        if not batch:
            return
        index_batch(apps, schema_editor.connection, [pk for _, pk, content in batch if not content.isascii()])
        last = batch[-1][0]


@transaction.atomic
def index_batch(apps, connection, message_ids):
    # Locked, so that an edit at the same time waits, and then writes the newer words.
    stored = apps.get_model("chat", "Message").objects.select_for_update(of=("self",)).filter(pk__in=message_ids)
    rows = stored.values_list("pk", "room_id", "author_id", "content", "html")
    words = [(pk, index_words(*facts, vendor=connection.vendor)) for pk, *facts in rows]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "UPDATE chat_searchentry entry SET words = given.words::tsvector "
                "FROM unnest(%s::bigint[], %s::text[]) AS given(message, words) "
                "WHERE entry.message_id = given.message AND entry.words IS DISTINCT FROM given.words::tsvector",
                [[pk for pk, _ in words], [text for _, text in words]],
            )
        else:
            cursor.execute(
                "INSERT OR REPLACE INTO chat_searchwords (rowid, words) SELECT entry.id, given.value ->> 1 "
                "FROM json_each(%s) AS given JOIN chat_searchentry entry ON entry.message_id = given.value ->> 0 "
                "LEFT JOIN chat_searchwords stored ON stored.rowid = entry.id "
                "WHERE stored.words IS NOT given.value ->> 1",
                [json.dumps(words)],
            )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("chat", "0015_user_search_key"),
    ]

    operations = [
        migrations.RunPython(fill_names, migrations.RunPython.noop),
        migrations.RunPython(index_again, migrations.RunPython.noop),
    ]
