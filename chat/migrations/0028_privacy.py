"""People ignore others, and hide whether they are here."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chat", "0027_moderating")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="ignored",
            field=models.TextField(blank=True, db_default="", default="", editable=False),
        ),
        migrations.AddField(
            model_name="user",
            name="hides_presence",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
    ]
