"""Mark the stored messages that mention everyone, and delete their rows for each member.

A migration of its own, so that the table is not locked meanwhile. There is a transaction for each of these messages,
which writes as many rows as its room has members. A migration that was interrupted goes on where it stopped.
"""

from django.db import migrations, transaction
from django.db.models import Max

BATCH = 10_000
ANALYZED_FROM = 10_000


def fill(apps, schema_editor):
    stored = apps.get_model("chat", "Message").objects.all()
    mentions = apps.get_model("chat", "Mention").objects.all()
    last = stored.aggregate(last=Max("pk"))["last"] or 0
    waiting = stored.filter(extra__everyone=True, mentions_everyone=False)
    for start in range(0, last, BATCH):
        for pk in list(waiting.filter(pk__gt=start, pk__lte=start + BATCH).values_list("pk", flat=True)):
            with transaction.atomic():
                # It may have been edited or deleted meanwhile.
                if waiting.filter(pk=pk).update(mentions_everyone=True):
                    mentions.filter(message=pk).delete()


def analyze(apps, schema_editor):
    """Tell PostgreSQL how rare these messages are. Without it, a count would read whole rooms instead of the index.

    It would find out only when a tenth of the table has changed. Of a small table it must not know the size: it would
    choose to read the whole table for each check of a foreign key, and keep to that while the table grows.
    """
    last = apps.get_model("chat", "Message").objects.aggregate(last=Max("pk"))["last"] or 0
    if schema_editor.connection.vendor == "postgresql" and last >= ANALYZED_FROM:
        schema_editor.execute("ANALYZE chat_message")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("chat", "0012_mentions_everyone"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(analyze, migrations.RunPython.noop),
    ]
