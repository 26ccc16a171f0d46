"""Add the folded texts by which rooms are found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0020_moderation"),
    ]

    operations = [
        migrations.AddField(
            model_name="room",
            name="search_key",
            field=models.CharField(db_default="", default="", editable=False, max_length=1000),
        ),
    ]
