"""Store the skeletons of all names, and whose username is shown from now on because a display name is not alone.

Names that clash already stay as they are. A migration of its own, so that the table is not locked meanwhile; one that
was interrupted goes on where it stopped.
"""

from collections import Counter

from django.db import migrations
from django.db.models import Count, F, Q

from chat.migrations._0019_skeletons import readings, skeleton

BATCH = 1_000
LENGTH = 320


def fill(apps, schema_editor):
    waiting = apps.get_model("chat", "User").objects.filter(username_skeleton="").order_by("pk")
    last = 0
    while batch := list(waiting.filter(pk__gt=last)[:BATCH]):
        for user in batch:
            user.username_skeleton = skeleton(user.username)[:LENGTH]
            user.name_skeleton = skeleton(user.display_name)[:LENGTH]
        waiting.model.objects.bulk_update(batch, ["username_skeleton", "name_skeleton"])
        last = batch[-1].pk


def mark(apps, schema_editor):
    users = apps.get_model("chat", "User").objects.all()
    shared = users.exclude(name_skeleton="").values("name_skeleton").annotate(n=Count("pk")).filter(n__gt=1)
    usernames = users.exclude(username_skeleton="").values("username_skeleton")
    keys = {*shared.values_list("name_skeleton", flat=True)}
    keys |= {*users.filter(name_skeleton__in=usernames).values_list("name_skeleton", flat=True)} - {""}
    for key in sorted(keys):
        people = list(users.filter(Q(name_skeleton=key) | Q(username_skeleton=key)))
        read = [(person, readings(person.username), readings(person.display_name)) for person in people]
        owners = Counter(reading for _, username, shown in read for reading in username | shown)
        found = [
            person.pk
            for person, _, shown in read
            if person.name_skeleton == key and any(owners[reading] > 1 for reading in shown)
        ]
        users.filter(pk__in=found, shows_username=False).update(
            shows_username=True, profile_version=F("profile_version") + 1
        )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("chat", "0018_asking_and_look_alikes"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
