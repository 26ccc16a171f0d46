from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0011_pinned_by_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="mentions_everyone",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("deleted_at", None), ("in_room", True), ("mentions_everyone", True)),
                fields=["room", "seq"],
                name="message_to_everyone",
            ),
        ),
    ]
