"""Fold the stored names, slugs and topics of rooms.

A migration of its own, so that the table is not locked meanwhile. One that was interrupted goes on where it stopped.
"""

from django.db import migrations

from chat.migrations._0016_folding import fold_name

BATCH = 1_000
LENGTH = 1_000


def fill(apps, schema_editor):
    rooms = apps.get_model("chat", "Room").objects
    waiting = rooms.filter(search_key="").order_by("pk")
    last = 0
    while batch := list(waiting.filter(pk__gt=last).only("name", "slug", "topic")[:BATCH]):
        for room in batch:
            room.search_key = "\n".join(f" {fold_name(text)}" for text in (room.name, room.slug, room.topic))[:LENGTH]
        rooms.bulk_update(batch, ["search_key"])
        last = batch[-1].pk


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("chat", "0021_room_search_key"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
