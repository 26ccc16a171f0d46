"""Rooms keep their messages for a time of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chat", "0028_privacy")]

    operations = [
        migrations.AddField(
            model_name="room",
            name="retention_days",
            field=models.PositiveIntegerField(
                db_default=0, default=0, editable=False, verbose_name="days that messages stay"
            ),
        ),
    ]
